import { readInteger, readObject, readText } from "./event";
import { childFlowId, type Execution, type Flow } from "./flow";
import type { Instant } from "./instants";
import { itemAt, type WorkItem } from "./items";
import type { Step } from "./step";
import { isImpossible, takingsOf } from "./taking";
import { beforeStart, type WaitsToStart } from "./waiting";

/** Why a step or an item stands where it stands, in one phrase (`ui.md`, section 13.3). Durations in ms. */
export type Condition =
  | WaitsToStart
  | { readonly kind: "done"; readonly ms: number }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "cannotBeMade"; readonly attributes: readonly string[] }
  | { readonly kind: "skipped"; readonly reason: string; readonly attributes: readonly string[] }
  | { readonly kind: "notRun" | "running" | "notTriedAgain" | "abandoned" }
  | { readonly kind: "childRunning"; readonly child: string }
  /** `left` is the time until the time-out; 0 when it has passed and the engine has not said so yet. */
  | { readonly kind: "calling"; readonly endpoint: string; readonly ms: number; readonly left: number }
  | { readonly kind: "waitsForCallback"; readonly ms: number }
  | {
      readonly kind: "retryIn";
      readonly tryNumber: number;
      /** Tries in all; null for no limit. */
      readonly tries: number | null;
      readonly ms: number;
      readonly error: string;
    }
  | {
      readonly kind: "retryDue";
      readonly tryNumber: number;
      readonly tries: number | null;
      readonly error: string;
    }
  | { readonly kind: "queued"; readonly parallelism: number }
  | { readonly kind: "items"; readonly done: number; readonly total: number }
  | { readonly kind: "undoing" | "undone" }
  | { readonly kind: "undoingIn"; readonly ms: number }
  | { readonly kind: "undoFailed"; readonly error: string };

/** What the words depend on beside the flow. */
export interface Present {
  readonly now: Instant;
  /** Time-out of a call whose step does not name one. */
  readonly step_timeout_ms: number;
}

/** How the engine says that a step failed without starting (`events.md`, `step_failed`). */
export const UNREACHABLE = "required input no longer available";

export function stepCondition(flow: Flow, step: Step, execution: Execution, present: Present): Condition {
  switch (execution.status) {
    case "completed":
      return { kind: "done", ms: execution.duration };
    case "failed": {
      if (!isUnreachable(execution)) return { kind: "failed", error: execution.error };
      return { kind: "cannotBeMade", attributes: impossibleInputs(flow, step, execution) };
    }
    case "skipped":
      return { kind: "skipped", reason: execution.error, attributes: execution.unsatisfied };
    case "pending":
      return flow.status === "active" ? beforeStart(flow, step, present.now) : { kind: "notRun" };
    case "active": {
      const items = execution.work_items;
      const only = items.size === 1 ? itemAt(items, 0) : undefined;
      if (only) return itemCondition(flow, step, execution, only, present);
      return { kind: "items", done: items.counts.succeeded ?? 0, total: items.size };
    }
  }
}

export function itemCondition(
  flow: Flow,
  step: Step,
  execution: Execution,
  item: WorkItem,
  present: Present,
): Condition {
  const { now } = present;
  switch (item.status) {
    case "active": {
      const ms = Math.max(0, now - (item.started_at ?? now));
      if (step.type === "async") return { kind: "waitsForCallback", ms };
      if (step.type === "flow")
        return { kind: "childRunning", child: childFlowId(flow.id, step.id, item.token) };
      if (step.type === "script") return { kind: "running" };
      const left = Math.max(0, timeoutOf(step, present.step_timeout_ms) - ms);
      return { kind: "calling", endpoint: endpointOf(step), ms, left };
    }
    case "pending":
      return pendingItem(flow, step, execution, item, now);
    case "succeeded":
      return { kind: "done", ms: (item.completed_at ?? 0) - (item.started_at ?? item.completed_at ?? 0) };
    case "failed":
      return { kind: "failed", error: item.error };
    case "not_completed":
      return { kind: "notTriedAgain" };
    case "compensating":
      return item.next_retry_at !== null && item.next_retry_at > now
        ? { kind: "undoingIn", ms: item.next_retry_at - now }
        : { kind: "undoing" };
    case "compensated":
      return { kind: "undone" };
    case "compensation_failed":
      return { kind: "undoFailed", error: item.error };
  }
}

/** The step failed without starting, because an input could no longer come. */
export function isUnreachable({ status, started_at, error }: Execution): boolean {
  return status === "failed" && started_at === null && error === UNREACHABLE;
}

/** The inputs that kept the step from running. */
export function impossibleInputs(flow: Flow, step: Step, execution: Execution): readonly string[] {
  if (execution.unsatisfied.length > 0) return execution.unsatisfied;
  return takingsOf(flow, step)
    .filter((taken) => isImpossible(flow, taken))
    .map(({ name }) => name);
}

/** Host and path of a service, without scheme and query. */
export function endpointOf(step: Step): string {
  const endpoint = readText(readObject(step.stored["http"])["endpoint"]);
  return endpoint.replace(/^[a-z]+:\/\//i, "").replace(/\?.*$/, "");
}

/** How many items of the step may be active at the same time. */
export function parallelismOf(step: Step): number {
  return Math.max(1, readInteger(readObject(step.stored["work_config"])["parallelism"]));
}

function timeoutOf(step: Step, usual: number): number {
  const own = readInteger(readObject(step.stored["http"])["timeout"]);
  return own > 0 ? own : usual;
}

function pendingItem(flow: Flow, step: Step, execution: Execution, item: WorkItem, now: Instant): Condition {
  if (execution.status !== "active" || flow.status !== "active") return { kind: "abandoned" };
  if (item.next_retry_at !== null) {
    // The first call is try 1, so the first retry is try 2.
    const tryNumber = item.retry_count + 1;
    const retries = readInteger(readObject(step.stored["work_config"])["max_retries"]);
    const tries = retries > 0 ? retries + 1 : null;
    const { error } = item;
    const ms = item.next_retry_at - now;
    return ms > 0
      ? { kind: "retryIn", tryNumber, tries, ms, error }
      : { kind: "retryDue", tryNumber, tries, error };
  }
  const parallelism = parallelismOf(step);
  return (execution.work_items.counts.active ?? 0) >= parallelism
    ? { kind: "queued", parallelism }
    : { kind: "aboutToStart" };
}
