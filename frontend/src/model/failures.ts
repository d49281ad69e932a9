import type { Flow } from "./flow";
import { allItems } from "./items";
import { hasFailed } from "./itemView";
import { planOrder } from "./planOrder";

/** A place where something failed: a step, or one of its items. */
export interface FailurePlace {
  readonly step: string;
  /** Place of the item; null for a step without a failed item. */
  readonly place: number | null;
}

/** Everything that failed, by the order of the plan and of the items. */
export function failurePlaces(flow: Flow): readonly FailurePlace[] {
  return planOrder(flow.plan).flatMap((step) => {
    const execution = flow.executions.get(step);
    if (!execution) return [];
    const { failed = 0, compensation_failed = 0, not_completed = 0 } = execution.work_items.counts;
    if (failed + compensation_failed + not_completed > 0) {
      return allItems(execution.work_items)
        .filter(hasFailed)
        .map(({ place }): FailurePlace => ({ step, place }));
    }
    return execution.status === "failed" ? [{ step, place: null }] : [];
  });
}

/** The failure after the one that is shown; the first after the last. Null when nothing failed. */
export function nextFailure(flow: Flow, step: string | undefined, place: number | null): FailurePlace | null {
  const places = failurePlaces(flow);
  const at = places.findIndex((one) => one.step === step && (place === null || one.place === place));
  return places[(at + 1) % Math.max(1, places.length)] ?? null;
}
