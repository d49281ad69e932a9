import { describe, expect, test } from "vitest";
import { history, STARTED, T0, type Fact } from "../testing/history";
import { itemCondition, stepCondition, type Condition } from "./condition";
import { evolveFlow } from "./evolveFlow";
import type { Flow } from "./flow";
import { itemAt } from "./items";
import { flowLook } from "./look";
import { reconnectDelayMs } from "./reconnect";
import { holdOrder } from "./rows";
import { flowSentence } from "./sentence";
import { readStep } from "./step";
import { nearestIds, searchSteps } from "./stepSearch";

function given(...facts: readonly Fact[]): Flow {
  return history(STARTED, ...facts).reduce<Flow | null>(evolveFlow, null)!;
}

const SHIP_STARTED: Fact = [
  "step_started",
  { step_id: "ship", inputs: {}, work_items: { a: {}, b: {}, c: {} } },
];
const of = (token: string) => ({ step_id: "ship", token });

function conditionOf(flow: Flow, place: number, now: number): Condition {
  const execution = flow.executions.get("ship")!;
  return itemCondition(
    flow,
    flow.plan.steps.get("ship")!,
    execution,
    itemAt(execution.work_items, place)!,
    now,
  );
}

describe("why a step or item stands where it stands", () => {
  test("a step without its input names the input and its maker", () => {
    const flow = given();
    expect(stepCondition(flow, flow.plan.steps.get("ship")!, flow.executions.get("ship")!, T0)).toEqual({
      kind: "waitsForInput",
      attribute: "cost",
      providers: ["price"],
    });
  });

  test("an active item says whom it calls, without scheme and query", () => {
    const flow = given(SHIP_STARTED, ["work_started", of("a")]);
    expect(conditionOf(flow, 0, T0 + 5000)).toEqual({ kind: "calling", endpoint: "ships.test/go", ms: 3000 });
  });

  test("beyond the parallelism an item is queued", () => {
    const flow = given(SHIP_STARTED, ["work_started", of("a")], ["work_started", of("b")]);
    expect(conditionOf(flow, 2, T0)).toEqual({ kind: "queued", parallelism: 2 });
  });

  test("a retry ahead counts down, and is due when its time has passed", () => {
    const flow = given(SHIP_STARTED, [
      "work_retry_scheduled",
      { ...of("a"), retry_count: 3, next_retry_at: "2026-03-01T10:20:40Z", error: "HTTP 503" },
    ]);
    expect(conditionOf(flow, 0, T0 + 2000)).toEqual({
      kind: "retryIn",
      tryNumber: 4,
      ms: 8000,
      error: "HTTP 503",
    });
    expect(conditionOf(flow, 0, T0 + 10_000)).toEqual({ kind: "retryDue", tryNumber: 4 });
    expect(flowLook(flow)).toBe("waiting");
  });

  test("after the end of the flow a pending item is abandoned", () => {
    const flow = given(SHIP_STARTED, ["flow_failed", { error: "flow failed" }]);
    expect(conditionOf(flow, 0, T0)).toEqual({ kind: "abandoned" });
  });
});

describe("the sentence", () => {
  test("a failed flow names the step that is the cause and its error, lines kept", () => {
    const flow = given(["flow_failed", { error: "step ship failed: HTTP 422\nno address" }]);
    expect(flowSentence(flow, T0)).toEqual({
      kind: "failed",
      ms: 1000,
      step: "ship",
      error: "HTTP 422\nno address",
      isSettling: true,
    });
  });

  test("a completed flow counts what ran and what was skipped", () => {
    const flow = given(
      ["step_completed", { step_id: "price", outputs: {}, duration: 1 }],
      ["step_skipped", { step_id: "ship", reason: "predicate returned false" }],
      ["flow_completed", { result: {} }],
    );
    expect(flowSentence(flow, T0)).toEqual({ kind: "completed", ms: 3000, ran: 1, skipped: 1 });
  });

  test("one active step speaks for the flow", () => {
    expect(flowSentence(given(SHIP_STARTED), T0)).toEqual({
      kind: "waiting",
      step: "ship",
      condition: { kind: "items", done: 0, total: 3 },
    });
  });
});

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

test("rows under the pointer keep their order and take fresh content; new ones wait", () => {
  const shown = [
    { id: "a", n: 1 },
    { id: "b", n: 1 },
  ];
  const fresh = [
    { id: "c", n: 2 },
    { id: "b", n: 2 },
  ];
  expect(holdOrder(shown, fresh)).toEqual({
    rows: [
      { id: "a", n: 1 },
      { id: "b", n: 2 },
    ],
    waiting: 1,
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
