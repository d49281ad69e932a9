import { createStore } from "zustand/vanilla";
import { filterQuery, isNewestFirst, type FlowFilter } from "../model/flowFilter";
import { readFlowRowPage, type FlowRow, type FlowRowPage } from "../model/flowRow";
import { gone, newcomers, withNews } from "../model/rows";
import { serverNow } from "./clock";
import { readAgain } from "./conditional";
import { Refusal, request } from "./rest";

const PAGE_SIZE = 50;
const MOST_AT_ONCE = 200;
/** Rows that the page holds; to see others one has to narrow the filter. */
export const MOST_ROWS = 10_000;
/** A read that fails so often in a row is told; before that it is only tried again. */
const TOLD_FAILURES = 3;

export interface FlowListState {
  readonly rows: readonly FlowRow[];
  /** False until the first answer: then nothing is known, not even that there is nothing. */
  readonly isRead: boolean;
  readonly total: number;
  readonly isTotalExact: boolean;
  /** The search was cut short after so many flows; null otherwise. */
  readonly searched: number | null;
  /** Why the list could not be read, or not be read again; null while all is well. */
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** Why the next rows could not be read. */
  readonly moreError: Error | null;
  /** New rows at the beginning that are not shown yet. With `isGap` there may be more of them. */
  readonly waiting: number;
  readonly isGap: boolean;
}

/** What of the list is on the screen, and whether it may move. */
export interface View {
  readonly first: number;
  readonly last: number;
  readonly isAtTop: boolean;
  /** The pointer or the focus is on the rows. */
  readonly isHeld: boolean;
}

/** What the page wants to find again when one comes back to it. */
export interface ListMemory {
  readonly scrollTop: number;
  /** Id of the row in the order of Tab; null for the first one. */
  readonly current: string | null;
  readonly selected: ReadonlySet<string>;
}

interface Mark {
  readonly cursor: string;
  /** Id of the row that the cursor stands behind. */
  readonly after: string;
}

/** The flows of one filter, page by page as one scrolls, kept up to date where they are visible. */
export class FlowList {
  readonly store = createStore<FlowListState>(() => NOTHING_READ);
  memory: ListMemory = { scrollTop: 0, current: null, selected: new Set() };
  private marks: readonly Mark[] = [];
  private next: string | null = null;
  private failures = 0;
  private underWay: Promise<void> | null = null;

  constructor(readonly filter: FlowFilter) {}

  remember(part: Partial<ListMemory>): void {
    this.memory = { ...this.memory, ...part };
  }

  /** Reads the beginning again and the rows that are visible; while that is under way, no second time. */
  refresh(view: View): Promise<void> {
    this.underWay ??= this.read(view).finally(() => (this.underWay = null));
    return this.underWay;
  }

  private async read(view: View): Promise<void> {
    try {
      this.takeHead(readFlowRowPage(await readAgain(this.path(PAGE_SIZE, null))), view);
      const mark = this.markOf(view.first);
      if (mark) await this.refreshFrom(mark, view);
      this.failures = 0;
      if (this.state.error) this.store.setState({ error: null });
    } catch (error) {
      this.failed(error as Error);
    }
  }

  /** Reads the next page behind the last row. */
  async more(): Promise<void> {
    const { hasMore, isLoadingMore, rows } = this.state;
    if (!hasMore || isLoadingMore || this.next === null) return;
    const cursor = this.next;
    this.store.setState({ isLoadingMore: true, moreError: null });
    try {
      const page = readFlowRowPage((await request("GET", this.path(PAGE_SIZE, cursor))).body);
      if (this.next !== cursor) return;
      const after = rows.at(-1)?.id;
      if (after !== undefined) this.marks = [...this.marks, { cursor, after }];
      const known = new Set(this.state.rows.map(({ id }) => id));
      this.setRows([...this.state.rows, ...page.rows.filter(({ id }) => !known.has(id))], page.next_cursor);
      this.store.setState({ searched: page.searched });
    } catch (error) {
      this.store.setState({ moreError: error as Error });
    } finally {
      this.store.setState({ isLoadingMore: false });
    }
  }

  /** As `refresh`, but never content with a read that has begun before. */
  async refreshAnew(view: View): Promise<void> {
    await this.underWay;
    await this.refresh(view);
  }

  /** Shows the new rows on top: the list begins anew if it cannot know all of them. */
  async showNew(): Promise<void> {
    await this.refreshAnew(SHOW_NEW);
  }

  private get state(): FlowListState {
    return this.store.getState();
  }

  private takeHead(head: FlowRowPage, view: View): void {
    const { rows } = this.state;
    this.store.setState({ isRead: true, total: head.total, isTotalExact: head.isTotalExact });
    if (this.marks.length === 0) this.store.setState({ searched: head.searched });
    const { rows: fresh, isGap } = newcomers(rows, head.rows);
    const isByHand = view === SHOW_NEW;
    const isNewest = isNewestFirst(this.filter);
    const canShow = isByHand || (view.isAtTop && !view.isHeld && isNewest);
    // Where there is a gap, or new rows belong between the others, the list begins anew.
    if (rows.length === 0 || (canShow && (isGap || !isNewest))) {
      this.marks = [];
      this.setRows(head.rows, head.next_cursor);
      this.store.setState({ waiting: 0, isGap: false, searched: head.searched, moreError: null });
      return;
    }
    const missing = view.isHeld || isGap ? NONE : gone(rows, 0, head.rows, head.next_cursor === null);
    const news = without(withNews(rows, byId(head.rows)), missing);
    this.setRows(canShow && fresh.length > 0 ? [...fresh, ...news] : news, this.next);
    this.store.setState({ waiting: canShow ? 0 : fresh.length, isGap: isGap && !canShow });
  }

  private async refreshFrom(mark: Mark, view: View): Promise<void> {
    const first = this.place(mark.after) + 1;
    const count = Math.min(Math.max(view.last - first + 1, 1), MOST_AT_ONCE);
    const page = readFlowRowPage(await readAgain(this.path(count, mark.cursor)));
    const { rows } = this.state;
    const start = this.place(mark.after) + 1;
    if (start === 0) return;
    const missing = view.isHeld ? NONE : gone(rows, start, page.rows, page.next_cursor === null);
    this.setRows(without(withNews(rows, byId(page.rows)), missing), this.next);
  }

  /** The last mark before a row; null for rows that are on the first page. */
  private markOf(row: number): Mark | null {
    return (
      this.marks.findLast(({ after }) => {
        const place = this.place(after);
        return place >= 0 && place < row;
      }) ?? null
    );
  }

  private place(id: string): number {
    return this.state.rows.findIndex((row) => row.id === id);
  }

  private setRows(rows: readonly FlowRow[], next: string | null): void {
    this.next = next;
    const hasMore = next !== null && rows.length < MOST_ROWS;
    if (rows !== this.state.rows || hasMore !== this.state.hasMore) this.store.setState({ rows, hasMore });
  }

  private failed(error: Error): void {
    this.failures += 1;
    const isFinal = error instanceof Refusal && error.status < 500;
    if (isFinal || this.failures >= TOLD_FAILURES) this.store.setState({ error });
  }

  private path(limit: number, cursor: string | null): string {
    const query = filterQuery(this.filter, serverNow());
    query.set("limit", String(limit));
    if (cursor !== null) query.set("cursor", cursor);
    return `/api/ui/flows?${query}`;
  }
}

/** Asked for by hand, so rows may move. */
const SHOW_NEW: View = { first: 0, last: 0, isAtTop: true, isHeld: false };

const NOTHING_READ: FlowListState = {
  rows: [],
  isRead: false,
  total: 0,
  isTotalExact: true,
  searched: null,
  error: null,
  hasMore: false,
  isLoadingMore: false,
  moreError: null,
  waiting: 0,
  isGap: false,
};

const NONE: ReadonlySet<string> = new Set();

function without(rows: readonly FlowRow[], ids: ReadonlySet<string>): readonly FlowRow[] {
  return ids.size > 0 ? rows.filter(({ id }) => !ids.has(id)) : rows;
}

function byId(rows: readonly FlowRow[]): ReadonlyMap<string, FlowRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Lists that one may come back to. */
const MOST_KEPT = 6;
const kept = new Map<string, FlowList>();

/** The list of a place in the browser's history: the same one when one comes back there. */
export function flowListAt(key: string, filter: FlowFilter): FlowList {
  const found = kept.get(key);
  if (found) return found;
  const list = new FlowList(filter);
  kept.set(key, list);
  if (kept.size > MOST_KEPT) {
    const oldest = kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
  }
  return list;
}
