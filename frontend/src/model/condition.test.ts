import { describe, expect, test } from "vitest";
import { history, STARTED, T0, type Fact } from "../testing/history";
import { recordedFlow } from "../testing/recorded";
import { itemCondition, stepCondition, type Condition } from "./condition";
import { evolveFlow } from "./evolveFlow";
import type { Flow } from "./flow";
import type { Instant } from "./instants";
import { itemAt } from "./items";
import { flowLook } from "./look";

function given(...facts: readonly Fact[]): Flow {
  const flow = history(STARTED, ...facts).reduce<Flow | null>(evolveFlow, null);
  if (!flow) throw new Error("no flow_started");
  return flow;
}

const SHIP_STARTED: Fact = [
  "step_started",
  { step_id: "ship", inputs: {}, work_items: { a: {}, b: {}, c: {} } },
];
const of = (token: string) => ({ step_id: "ship", token });

function ofItem(flow: Flow, step: string, place: number, now: Instant): Condition {
  const [definition, execution] = [flow.plan.steps.get(step), flow.executions.get(step)];
  const item = execution && itemAt(execution.work_items, place);
  if (!definition || !execution || !item) throw new Error(`no item ${place} of ${step}`);
  return itemCondition(flow, definition, execution, item, { now, step_timeout_ms: 30_000 });
}

function ofStep(flow: Flow, step: string, now: Instant = flow.last_updated ?? 0): Condition {
  const [definition, execution] = [flow.plan.steps.get(step), flow.executions.get(step)];
  if (!definition || !execution) throw new Error(`no step ${step}`);
  return stepCondition(flow, definition, execution, { now, step_timeout_ms: 30_000 });
}

describe("a step that has not started", () => {
  test("names the input that is not there, and its makers", () => {
    expect(ofStep(recordedFlow("refused-upstream", 2), "refused-upstream-ship")).toEqual({
      kind: "waitsForInput",
      attribute: "refused_upstream_order",
      providers: ["refused-upstream-order"],
    });
  });

  test("that takes several values waits until all makers are done", () => {
    expect(ofStep(recordedFlow("several-providers", 14), "several-providers-all")).toEqual({
      kind: "waitsForMakers",
      attribute: "several_providers_rate",
      done: 2,
      total: 3,
    });
  });

  test("with a gate waits for its candidate, and then for one that matches", () => {
    const flow = recordedFlow("closed-gate", 2);
    expect(ofStep(flow, "closed-gate-mail")).toMatchObject({ kind: "waitsForInput" });
    const value = { value: "fax", set_at: flow.last_updated, step: null };
    const tried = { ...flow, attributes: new Map(flow.attributes).set("closed_gate_channel", [value]) };
    expect(ofStep(tried, "closed-gate-mail")).toEqual({
      kind: "noMatchYet",
      attributes: ["closed_gate_channel"],
      orOptional: [],
    });
  });

  test("waits for an optional input until its window closes", () => {
    const flow = recordedFlow("optional-window", 2);
    const begin = flow.created_at ?? 0;
    expect(ofStep(flow, "optional-window-price", begin + 5)).toEqual({
      kind: "waitsForOptional",
      attributes: ["optional_window_coupon"],
      left: 15,
    });
    expect(ofStep(flow, "optional-window-price", begin + 25)).toEqual({ kind: "aboutToStart" });
  });

  test("is about to start when everything is there", () => {
    expect(ofStep(given(), "price")).toEqual({ kind: "aboutToStart" });
  });

  test("does not run any more when the flow has ended", () => {
    expect(ofStep(given(["flow_failed", { error: "flow failed" }]), "price")).toEqual({ kind: "notRun" });
  });

  test("failed by an input that can no longer be made", () => {
    expect(ofStep(recordedFlow("refused-upstream"), "refused-upstream-ship")).toEqual({
      kind: "cannotBeMade",
      attributes: ["refused_upstream_order"],
    });
  });

  test.each([
    ["predicate-false", "predicate-false-ask", "predicate returned false", []],
    ["closed-gate", "closed-gate-mail", "required match did not match", ["closed_gate_channel"]],
  ])("%s: was skipped, with the reason", (name, step, reason, attributes) => {
    const flow = recordedFlow(name);
    const id = flow.executions.has(step)
      ? step
      : [...flow.executions.keys()].find((one) => skipped(flow, one));
    expect(ofStep(flow, id ?? "")).toEqual({ kind: "skipped", reason, attributes });
  });

  test("was skipped because nobody needs its outputs any more", () => {
    const flow = recordedFlow("pruned");
    const ids = [...flow.executions.keys()].filter((id) => skipped(flow, id));
    expect(ids.map((id) => ofStep(flow, id))).toContainEqual({
      kind: "skipped",
      reason: "outputs not needed",
      attributes: [],
    });
  });
});

function skipped(flow: Flow, id: string): boolean {
  return flow.executions.get(id)?.status === "skipped";
}

describe("an item", () => {
  test("of a sync step says whom it calls, without scheme and query, and when the time is out", () => {
    const flow = given(SHIP_STARTED, ["work_started", of("a")]);
    expect(ofItem(flow, "ship", 0, T0 + 5000)).toEqual({
      kind: "calling",
      endpoint: "ships.test/go",
      ms: 3000,
      left: 27_000,
    });
    expect(ofItem(flow, "ship", 0, T0 + 99_000)).toMatchObject({ kind: "calling", left: 0 });
  });

  test("of an async step waits for the callback, without a countdown", () => {
    const flow = recordedFlow("callback", 2);
    expect(ofItem(flow, "callback-pay", 0, (flow.last_updated ?? 0) + 131_000)).toEqual({
      kind: "waitsForCallback",
      ms: 131_000,
    });
  });

  test("of a flow step leads to its child", () => {
    const flow = recordedFlow("child-failed", 2);
    const token = [...(flow.executions.get("child-failed-outer")?.work_items.index.keys() ?? [])][0];
    expect(ofItem(flow, "child-failed-outer", 0, 0)).toEqual({
      kind: "childRunning",
      child: `${flow.id}:child-failed-outer:${token}`,
    });
  });

  test("beyond the parallelism is queued, and with a free place about to start", () => {
    const flow = given(SHIP_STARTED, ["work_started", of("a")]);
    expect(ofItem(flow, "ship", 2, T0)).toEqual({ kind: "aboutToStart" });
    const full = given(SHIP_STARTED, ["work_started", of("a")], ["work_started", of("b")]);
    expect(ofItem(full, "ship", 2, T0)).toEqual({ kind: "queued", parallelism: 2 });
  });

  test("with a retry ahead counts down, and is due when its time has passed", () => {
    const flow = given(SHIP_STARTED, [
      "work_retry_scheduled",
      { ...of("a"), retry_count: 3, next_retry_at: "2026-03-01T10:20:40Z", error: "HTTP 503" },
    ]);
    const tried = { tryNumber: 4, tries: 11, error: "HTTP 503" };
    expect(ofItem(flow, "ship", 0, T0 + 2000)).toEqual({ kind: "retryIn", ms: 8000, ...tried });
    expect(ofItem(flow, "ship", 0, T0 + 10_000)).toEqual({ kind: "retryDue", ...tried });
    expect(flowLook(flow)).toBe("waiting");
  });

  test("is abandoned when its step has failed, and not tried again when the flow had ended", () => {
    expect(
      ofItem(recordedFlow("fan-out-failed-and-undone"), "fan-out-failed-and-undone-reserve", 3, 0),
    ).toEqual({
      kind: "abandoned",
    });
    const ended = given(
      SHIP_STARTED,
      ["work_started", of("a")],
      ["flow_failed", { error: "flow failed" }],
      ["work_not_completed", { ...of("a"), error: "HTTP 503" }],
    );
    expect(ofItem(ended, "ship", 0, T0)).toEqual({ kind: "notTriedAgain" });
  });

  test("is undone, in between undone again, and at last told so", () => {
    const step = "fan-out-failed-and-undone-reserve";
    const waiting = recordedFlow("fan-out-failed-and-undone", 12);
    const due = itemAt(waiting.executions.get(step)!.work_items, 0)?.next_retry_at ?? 0;
    expect(ofItem(recordedFlow("fan-out-failed-and-undone", 10), step, 0, 0)).toEqual({ kind: "undoing" });
    expect(ofItem(waiting, step, 0, due - 8000)).toEqual({ kind: "undoingIn", ms: 8000 });
    expect(ofItem(recordedFlow("fan-out-failed-and-undone"), step, 0, 0)).toEqual({ kind: "undone" });
  });

  test("that could not be undone says why", () => {
    const flow = given(
      SHIP_STARTED,
      ["comp_started", of("a")],
      ["comp_failed", { ...of("a"), error: "gone" }],
    );
    expect(ofItem(flow, "ship", 0, T0)).toEqual({ kind: "undoFailed", error: "gone" });
  });
});
