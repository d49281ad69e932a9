import type { Instant } from "./instants";
import type { JsonObject } from "./json";

export type ItemStatus =
  | "pending"
  | "active"
  | "succeeded"
  | "failed"
  | "not_completed"
  | "compensating"
  | "compensated"
  | "compensation_failed";

/** One call that a step makes. Optional fields of the API have their empty value here. */
export interface WorkItem {
  readonly token: string;
  /** Place among the items of its step, from 0. */
  readonly place: number;
  readonly status: ItemStatus;
  readonly started_at: Instant | null;
  readonly completed_at: Instant | null;
  readonly next_retry_at: Instant | null;
  /** Only what differs between the items of the step. */
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly error: string;
  /** Retries so far. */
  readonly retry_count: number;
}

export type ItemCounts = Readonly<Partial<Record<ItemStatus, number>>>;

/**
 * The items of one step, in their order. The tokens are fixed when the step starts, so the index is shared by
 * all versions of the table; a change copies one page of items and the list of pages, never all 10,000 items.
 */
export interface ItemTable {
  readonly size: number;
  readonly counts: ItemCounts;
  readonly index: ReadonlyMap<string, number>;
  readonly pages: readonly (readonly WorkItem[])[];
}

const PAGE_SIZE = 128;

export const NO_ITEMS: ItemTable = { size: 0, counts: {}, index: new Map(), pages: [] };

export function itemTable(items: readonly WorkItem[]): ItemTable {
  if (items.length === 0) return NO_ITEMS;
  const counts: Partial<Record<ItemStatus, number>> = {};
  const pages: WorkItem[][] = [];
  for (const item of items) {
    counts[item.status] = (counts[item.status] ?? 0) + 1;
    if (item.place % PAGE_SIZE === 0) pages.push([]);
    pages.at(-1)?.push(item);
  }
  const index = new Map(items.map((item) => [item.token, item.place]));
  return { size: items.length, counts, index, pages };
}

export function itemOf(table: ItemTable, token: string): WorkItem | undefined {
  const place = table.index.get(token);
  return place === undefined ? undefined : itemAt(table, place);
}

export function itemAt(table: ItemTable, place: number): WorkItem | undefined {
  return table.pages[Math.floor(place / PAGE_SIZE)]?.[place % PAGE_SIZE];
}

export function allItems(table: ItemTable): readonly WorkItem[] {
  return table.pages.flat();
}

/**
 * Copies that one batch of events made and nobody else has seen: they may be changed in place. Without it every
 * change copies.
 */
export type Fresh = Set<object>;

/** The table with one item replaced by its next state. */
export function withItem(table: ItemTable, item: WorkItem, fresh?: Fresh): ItemTable {
  const before = itemAt(table, item.place);
  if (!before) return table;
  const pageNumber = Math.floor(item.place / PAGE_SIZE);
  const pages = owned(table.pages, fresh);
  const page = owned(pages[pageNumber] ?? [], fresh);
  page[item.place % PAGE_SIZE] = item;
  pages[pageNumber] = page;
  const counts =
    before.status === item.status ? table.counts : moveCount(table.counts, before.status, item.status);
  return { ...table, counts, pages };
}

function owned<T>(list: readonly T[], fresh: Fresh | undefined): T[] {
  if (fresh?.has(list)) return list as T[];
  const copy = list.slice();
  fresh?.add(copy);
  return copy;
}

function moveCount(counts: ItemCounts, from: ItemStatus, to: ItemStatus): ItemCounts {
  const moved = { ...counts, [to]: (counts[to] ?? 0) + 1 };
  const left = (counts[from] ?? 0) - 1;
  if (left > 0) moved[from] = left;
  else delete moved[from];
  return moved;
}
