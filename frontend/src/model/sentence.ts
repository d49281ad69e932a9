import { stepCondition, type Condition } from "./condition";
import { isSettling, type Flow } from "./flow";
import { durationBetween, type Instant } from "./instants";

/** How a flow stands, in one sentence (`ui.md`, section 13.1). Durations in ms, steps by id. */
export type Sentence =
  | { readonly kind: "completed"; readonly ms: number; readonly ran: number; readonly skipped: number }
  | {
      readonly kind: "failed";
      readonly ms: number;
      /** The step that is the cause; null when no step failed. */
      readonly step: string | null;
      readonly error: string;
      readonly isSettling: boolean;
    }
  | { readonly kind: "waiting"; readonly step: string; readonly condition: Condition }
  | { readonly kind: "running"; readonly done: number; readonly total: number };

/** The engine writes the cause of a failed flow in this form (`events.md`, `flow_failed`). */
const CAUSE = /^step (\S+) failed: ([\s\S]*)$/;

export function flowSentence(flow: Flow, now: Instant): Sentence {
  const executions = [...flow.executions.values()];
  const count = (status: string) => executions.filter((execution) => execution.status === status).length;
  const ms = durationBetween(flow.created_at, flow.completed_at) ?? 0;
  if (flow.status === "completed") {
    return { kind: "completed", ms, ran: count("completed"), skipped: count("skipped") };
  }
  if (flow.status === "failed") {
    const cause = CAUSE.exec(flow.error);
    return {
      kind: "failed",
      ms,
      step: cause?.[1] ?? null,
      error: cause?.[2] ?? flow.error,
      isSettling: isSettling(flow),
    };
  }
  return (
    waitingStep(flow, now) ?? {
      kind: "running",
      done: executions.length - count("pending") - count("active"),
      total: executions.length,
    }
  );
}

/** The sentence of the only active step, when there is one: with several, their number says more. */
function waitingStep(flow: Flow, now: Instant): Sentence | null {
  const active = [...flow.executions].filter(([, { status }]) => status === "active");
  const [only] = active;
  if (!only || active.length > 1) return null;
  const step = flow.plan.steps.get(only[0]);
  if (!step) return null;
  return { kind: "waiting", step: step.id, condition: stepCondition(flow, step, only[1], now) };
}
