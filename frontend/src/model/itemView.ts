import type { WorkItem, ItemStatus } from "./items";
import { stringifyJson } from "./json";
import { errorKind, errorLine } from "./serviceError";

export type ItemSort = "number" | "duration" | "tries" | "started";

/** Which items of a step are shown, and in which order. */
export interface ItemFilter {
  readonly status: ItemStatus | null;
  /** Contained in inputs, outputs or error; upper and lower case are alike. */
  readonly text: string;
  /** The kind of error that a group of items has. */
  readonly error: string | null;
  readonly sort: ItemSort;
  readonly isFalling: boolean;
}

export interface ErrorGroup {
  readonly kind: string;
  /** The error of the first item, in one line. */
  readonly example: string;
  readonly count: number;
}

export function shownItems(items: readonly WorkItem[], filter: ItemFilter): readonly WorkItem[] {
  const { status, error, sort, isFalling } = filter;
  const text = filter.text.trim().toLowerCase();
  const shown = items.filter(
    (item) =>
      (status === null || item.status === status) &&
      (error === null || (hasFailed(item) && errorKind(item.error) === error)) &&
      (text === "" || textOf(item).includes(text)),
  );
  if (sort === "number") return isFalling ? shown.reverse() : shown;
  const key = SORT_KEYS[sort];
  const sign = isFalling ? -1 : 1;
  return shown.sort((a, b) => sign * (key(a) - key(b)) || a.place - b.place);
}

const SORT_KEYS: Readonly<Record<Exclude<ItemSort, "number">, (item: WorkItem) => number>> = {
  duration: (item) => durationOf(item) ?? -1,
  tries: ({ retry_count }) => retry_count,
  started: ({ started_at }) => started_at ?? Infinity,
};

/** From its last start to its end in ms; null while it has none. */
export function durationOf({ started_at, completed_at }: WorkItem): number | null {
  return started_at === null || completed_at === null ? null : Math.max(0, completed_at - started_at);
}

/** Whether its error is the last word. */
export function hasFailed({ status }: WorkItem): boolean {
  return status === "failed" || status === "compensation_failed" || status === "not_completed";
}

/** Errors of the failed items, those of one kind together, the most frequent first. */
export function errorGroups(items: readonly WorkItem[]): readonly ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const item of items) {
    if (!hasFailed(item)) continue;
    const kind = errorKind(item.error);
    const known = groups.get(kind);
    groups.set(kind, {
      kind,
      example: known?.example ?? errorLine(item.error),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** Items are never changed, so their text is made once. */
const texts = new WeakMap<WorkItem, string>();

function textOf(item: WorkItem): string {
  let text = texts.get(item);
  if (text === undefined) {
    text = `${stringifyJson(item.inputs)}\n${stringifyJson(item.outputs)}\n${item.error}`.toLowerCase();
    texts.set(item, text);
  }
  return text;
}
