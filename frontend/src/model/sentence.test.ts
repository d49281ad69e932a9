import { describe, expect, test } from "vitest";
import { bigHistory } from "../testing/bigHistory";
import { history, STARTED, T0, type Fact } from "../testing/history";
import { recordedFlow } from "../testing/recorded";
import { causeOf } from "./cause";
import { evolveFlow, evolveFlowAll } from "./evolveFlow";
import type { Flow } from "./flow";
import { flowSentence } from "./sentence";

const present = (now: number) => ({ now, step_timeout_ms: 30_000 });
const said = (flow: Flow, now = flow.last_updated ?? 0) => flowSentence(flow, present(now));

function given(...facts: readonly Fact[]): Flow {
  const flow = history(STARTED, ...facts).reduce<Flow | null>(evolveFlow, null);
  if (!flow) throw new Error("no flow_started");
  return flow;
}

describe("a completed flow", () => {
  test("counts what ran and what was skipped", () => {
    expect(said(recordedFlow("closed-gate"))).toMatchObject({
      kind: "completed",
      ran: 2,
      skipped: 1,
      failed: 0,
    });
  });
});

describe("a failed flow", () => {
  test("names the step upstream that is the cause, and the chain from the goal to it", () => {
    expect(said(recordedFlow("refused-upstream"))).toMatchObject({
      kind: "failed",
      error: "step returned HTTP error: status 422: address is missing",
      cause: { step: "refused-upstream-order", chain: ["refused-upstream-ship", "refused-upstream-order"] },
      isSettling: false,
    });
  });

  test("names the item that failed first, of a step with several", () => {
    const sentence = said(recordedFlow("fan-out-failed-and-undone"));
    expect(sentence).toMatchObject({ kind: "failed", cause: { item: { place: 2, status: "failed" } } });
  });

  test("tells how many items are still being undone", () => {
    expect(said(recordedFlow("fan-out-failed-and-undone", 13))).toMatchObject({
      kind: "failed",
      undoing: { step: "fan-out-failed-and-undone-reserve", left: 1, total: 2 },
      isSettling: true,
    });
  });

  test("names a goal that its gate kept from running", () => {
    const flow = recordedFlow("all-gates-closed");
    expect(causeOf(flow)).toMatchObject({ step: "all-gates-closed-mail", item: null, source: null });
    expect(flow.executions.get("all-gates-closed-mail")?.error).toBe("required match did not match");
  });

  test("names the step that took the last source away by being skipped", () => {
    const flow = given(
      ["step_skipped", { step_id: "price", reason: "predicate returned false" }],
      ["step_failed", { step_id: "ship", error: "required input no longer available" }],
      ["flow_failed", { error: "step ship failed: required input no longer available" }],
    );
    expect(causeOf(flow)).toEqual({
      step: "ship",
      item: null,
      lacks: ["cost"],
      source: "price",
      chain: ["ship", "price"],
    });
  });

  test.each([
    ["callback-refused", "callback-refused-pay"],
    ["child-failed", "child-failed-outer"],
    ["late-work", "late-work-bad"],
    ["match-error", "match-error-gate"],
    ["retries-used-up", "retries-used-up-call"],
  ])("%s: the cause is %s, as the engine said", (name, step) => {
    expect(causeOf(recordedFlow(name))?.step).toBe(step);
  });

  test("with work that still runs is settling", () => {
    expect(said(recordedFlow("late-work", 7))).toMatchObject({
      kind: "failed",
      isSettling: true,
      undoing: null,
    });
  });
});

describe("a running flow", () => {
  test("waits for the callback of its only active step", () => {
    const flow = recordedFlow("callback", 2);
    expect(said(flow, (flow.last_updated ?? 0) + 131_000)).toEqual({
      kind: "waiting",
      step: "callback-pay",
      condition: { kind: "waitsForCallback", ms: 131_000 },
    });
  });

  test("tells when its only active step is tried again", () => {
    const flow = recordedFlow("retries", 4);
    expect(said(flow, flow.created_at ?? 0)).toMatchObject({
      kind: "waiting",
      condition: {
        kind: "retryIn",
        tryNumber: 2,
        error: "work not completed\nstep returned HTTP error: status 503",
      },
    });
  });

  test("counts the items of its only active step, and how long the rest will take", () => {
    const flow = evolveFlowAll(null, bigHistory(100).slice(0, 7 + 5 * 25));
    if (!flow) throw new Error("no flow_started");
    const started = flow.executions.get("ship")?.started_at ?? 0;
    expect(said(flow, started + 5000)).toEqual({
      kind: "items",
      step: "ship",
      done: 25,
      total: 100,
      parallelism: 2,
      left: 15_000,
      retrying: 0,
    });
  });

  test("names its active steps when there are several", () => {
    const flow = recordedFlow("several-providers", 6);
    const sentence = said(flow);
    expect(sentence.kind === "running" && sentence.active.map(({ step }) => step)).toEqual([
      "several-providers-rate0",
      "several-providers-rate1",
      "several-providers-rate2",
    ]);
  });

  test("without an active step says what it waits for", () => {
    expect(said(given(), T0)).toEqual({
      kind: "waiting",
      step: "price",
      condition: { kind: "aboutToStart" },
    });
  });
});
