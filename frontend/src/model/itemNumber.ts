import type { Execution } from "./flow";
import { itemAt, itemOf, type WorkItem } from "./items";

/** How the address of a page names an item: its number from 1. A token, as a log would have it, is understood too. */
export function itemByName(execution: Execution, name: string): WorkItem | undefined {
  const byToken = itemOf(execution.work_items, name);
  if (byToken) return byToken;
  return /^\d+$/.test(name) ? itemAt(execution.work_items, Number(name) - 1) : undefined;
}

export function itemName({ place }: WorkItem): string {
  return String(place + 1);
}
