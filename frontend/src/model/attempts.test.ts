import { expect, test } from "vitest";
import { history } from "../testing/history";
import { recorded } from "../testing/recorded";
import { attemptsOf } from "./attempts";
import { tokenOf } from "./eventKind";

function attempts(name: string, item = 0) {
  const { events } = recorded(name);
  const tokens = [...new Set(events.map(tokenOf).filter(Boolean))];
  return attemptsOf(events.filter((event) => tokenOf(event) === tokens[item]));
}

test("each try ends as it ended, and the last one as the failure that follows it", () => {
  expect(attempts("retries-used-up").map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, "tryAgain"],
    [2, "tryAgain"],
    [3, "tryAgain"],
    [4, "failed"],
  ]);
});

test("a try that is repeated says when", () => {
  const tries = attempts("retries");
  expect(tries[0]?.next_at).not.toBeNull();
  expect(tries.at(-1)).toMatchObject({ outcome: "succeeded", next_at: null });
});

test("undoing has tries of its own", () => {
  expect(
    attempts("fan-out-failed-and-undone").map(({ isUndo, number, outcome }) => [isUndo, number, outcome]),
  ).toEqual([
    [false, 1, "succeeded"],
    [true, 1, "tryAgain"],
    [true, 2, "succeeded"],
  ]);
});

test("a remembered result is a try without a call", () => {
  const events = history(["work_succeeded", { step_id: "ship", token: "t", outputs: {} }]);
  expect(attemptsOf(events)).toMatchObject([{ number: 1, outcome: "succeeded", started_at: null }]);
});
