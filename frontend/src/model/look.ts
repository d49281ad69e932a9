import type { HealthStatus } from "./cluster";
import type { Execution, Flow } from "./flow";
import type { ItemStatus, WorkItem } from "./items";
import type { StepType } from "./step";

/** How a state looks: each has one colour, one icon and one word (`ui.md`, section 6). */
export type Look =
  | "pending"
  | "running"
  | "waiting"
  | "done"
  | "healthy"
  | "failed"
  | "unhealthy"
  | "skipped"
  | "notRun"
  | "undoing"
  | "undone"
  | "unknown";

const ITEM_LOOKS: Readonly<Record<ItemStatus, Look>> = {
  pending: "pending",
  active: "running",
  succeeded: "done",
  failed: "failed",
  not_completed: "failed",
  compensating: "undoing",
  compensated: "undone",
  compensation_failed: "failed",
};

/** An active item of a service that calls back, and an item between two tries, wait: nothing runs here. */
export function itemLook(item: WorkItem, type: StepType): Look {
  if (item.status === "active" && type === "async") return "waiting";
  if (item.status === "pending" && item.next_retry_at !== null) return "waiting";
  return ITEM_LOOKS[item.status] ?? "unknown";
}

export function executionLook(execution: Execution, type: StepType, flow: Flow): Look {
  switch (execution.status) {
    case "pending":
      return flow.status === "active" ? "pending" : "notRun";
    case "active":
      return isWaiting(execution, type) ? "waiting" : "running";
    case "completed":
      return "done";
    case "skipped":
      return "skipped";
    case "failed":
      return (execution.work_items.counts.compensating ?? 0) > 0 ? "undoing" : "failed";
    default:
      return "unknown";
  }
}

export function flowLook(flow: Flow): Look {
  if (flow.status === "completed") return "done";
  if (flow.status === "failed") return "failed";
  const active = [...flow.executions].filter(([, { status }]) => status === "active");
  const allWait = active.every(([id, execution]) =>
    isWaiting(execution, flow.plan.steps.get(id)?.type ?? "sync"),
  );
  return active.length > 0 && allWait ? "waiting" : "running";
}

export function healthLook(status: HealthStatus): Look {
  return status === "healthy" || status === "unhealthy" ? status : "unknown";
}

/** Whether no item of an active step is being worked on by the engine at this moment. */
function isWaiting({ work_items: { counts, pages } }: Execution, type: StepType): boolean {
  const active = counts.active ?? 0;
  if (active > 0) return type === "async";
  // Without active items, a pending one that has been tried before waits for its next try.
  return pages.some((page) => page.some((item) => item.status === "pending" && item.next_retry_at !== null));
}
