import { readInteger, readObject, readText } from "./event";
import type { Execution, Flow } from "./flow";
import type { Instant } from "./instants";
import { itemAt, type WorkItem } from "./items";
import type { Step } from "./step";

/** Why a step or an item stands where it stands, in one phrase (`ui.md`, section 13.3). Durations in ms. */
export type Condition =
  | { readonly kind: "done"; readonly ms: number }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "skipped"; readonly reason: string; readonly attributes: readonly string[] }
  | { readonly kind: "notRun" | "aboutToStart" | "running" | "childRunning" | "notTriedAgain" | "abandoned" }
  | { readonly kind: "waitsForInput"; readonly attribute: string; readonly providers: readonly string[] }
  | {
      readonly kind: "waitsForMakers";
      readonly attribute: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "calling"; readonly endpoint: string; readonly ms: number }
  | { readonly kind: "waitsForCallback"; readonly ms: number }
  | { readonly kind: "retryIn"; readonly tryNumber: number; readonly ms: number; readonly error: string }
  | { readonly kind: "retryDue"; readonly tryNumber: number }
  | { readonly kind: "queued"; readonly parallelism: number }
  | { readonly kind: "items"; readonly done: number; readonly total: number }
  | { readonly kind: "undoing" | "undone" }
  | { readonly kind: "undoingIn"; readonly ms: number }
  | { readonly kind: "undoFailed"; readonly error: string };

export function stepCondition(flow: Flow, step: Step, execution: Execution, now: Instant): Condition {
  switch (execution.status) {
    case "completed":
      return { kind: "done", ms: execution.duration };
    case "failed":
      return { kind: "failed", error: execution.error };
    case "skipped":
      return { kind: "skipped", reason: execution.error, attributes: execution.unsatisfied };
    case "pending":
      return flow.status === "active" ? beforeStart(flow, step) : { kind: "notRun" };
    case "active": {
      const items = execution.work_items;
      const only = items.size === 1 ? itemAt(items, 0) : undefined;
      if (only) return itemCondition(flow, step, execution, only, now);
      return { kind: "items", done: items.counts.succeeded ?? 0, total: items.size };
    }
  }
}

export function itemCondition(
  flow: Flow,
  step: Step,
  execution: Execution,
  item: WorkItem,
  now: Instant,
): Condition {
  const since = (instant: Instant | null) => Math.max(0, now - (instant ?? now));
  switch (item.status) {
    case "active":
      if (step.type === "async") return { kind: "waitsForCallback", ms: since(item.started_at) };
      if (step.type === "flow") return { kind: "childRunning" };
      if (step.type === "script") return { kind: "running" };
      return { kind: "calling", endpoint: endpointOf(step), ms: since(item.started_at) };
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

/** Host and path of a service, without scheme and query. */
export function endpointOf(step: Step): string {
  const endpoint = readText(readObject(step.stored["http"])["endpoint"]);
  return endpoint.replace(/^[a-z]+:\/\//i, "").replace(/\?.*$/, "");
}

function pendingItem(flow: Flow, step: Step, execution: Execution, item: WorkItem, now: Instant): Condition {
  if (execution.status !== "active" || flow.status !== "active") return { kind: "abandoned" };
  if (item.next_retry_at !== null) {
    // The first call is try 1, so the first retry is try 2.
    const tryNumber = item.retry_count + 1;
    const ms = item.next_retry_at - now;
    return ms > 0 ? { kind: "retryIn", tryNumber, ms, error: item.error } : { kind: "retryDue", tryNumber };
  }
  const parallelism = Math.max(1, readInteger(readObject(step.stored["work_config"])["parallelism"]));
  return (execution.work_items.counts.active ?? 0) >= parallelism
    ? { kind: "queued", parallelism }
    : { kind: "aboutToStart" };
}

function beforeStart(flow: Flow, step: Step): Condition {
  for (const { name, role, config } of step.attributes) {
    if (role !== "required") continue;
    const providers = flow.plan.attributes.get(name)?.providers ?? [];
    const hasValue = (flow.attributes.get(name)?.length ?? 0) > 0;
    const collect = readText(config["collect"]) || "first";
    if (!hasValue && collect !== "none") return { kind: "waitsForInput", attribute: name, providers };
    const done = providers.filter((id) => isSettled(flow.executions.get(id))).length;
    if (collect !== "first" && done < providers.length) {
      return { kind: "waitsForMakers", attribute: name, done, total: providers.length };
    }
  }
  return { kind: "aboutToStart" };
}

function isSettled(execution: Execution | undefined): boolean {
  return execution?.status !== "pending" && execution?.status !== "active";
}
