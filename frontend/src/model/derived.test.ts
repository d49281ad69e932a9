import { describe, expect, test } from "vitest";
import { reconnectDelayMs } from "./reconnect";
import { readStep } from "./step";
import { nearestIds, searchSteps } from "./stepSearch";

describe("the schedule of tries", () => {
  test("grows to 15 s and stays there", () => {
    expect(Array.from({ length: 8 }, (_, attempt) => reconnectDelayMs(attempt, 0, 1006))).toEqual([
      500, 1000, 2000, 4000, 8000, 15000, 15000, 15000,
    ]);
  });

  test("has up to 30 % of random extra", () => {
    expect(reconnectDelayMs(1, 0.999999, 1006)).toBe(1300);
  });

  test("a connection closed as too slow comes back at once, once", () => {
    expect([reconnectDelayMs(0, 0.5, 1013), reconnectDelayMs(1, 0, 1013)]).toEqual([0, 1000]);
  });
});

describe("search in the catalog", () => {
  const step = (id: string, name: string, attribute = "x") =>
    readStep({
      id,
      name,
      type: "script",
      attributes: { [attribute]: { role: "output" } },
      labels: { team: "shop" },
    });
  const steps = [
    step("prepay", "Prepay"),
    step("refund", "Refund", "payment"),
    step("pay", "Pay"),
    step("payout", "Pay Out"),
  ];

  test("exact matches come first, then beginnings, then the rest", () => {
    expect(searchSteps(steps, "pay").map(({ id }) => id)).toEqual(["pay", "payout", "prepay", "refund"]);
  });

  test("every word must match", () => {
    expect(searchSteps(steps, "team=shop fund").map(({ id }) => id)).toEqual(["refund"]);
  });

  test("a mistyped id is answered with the nearest", () => {
    expect(
      nearestIds(
        steps.map(({ id }) => id),
        "refnd",
      ),
    ).toEqual(["refund"]);
  });
});
