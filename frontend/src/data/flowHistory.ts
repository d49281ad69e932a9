import { useCallback, useEffect } from "react";
import { create } from "zustand";
import { readEvent, readObject, type RecordedEvent } from "../model/event";
import { isJsonList } from "../model/json";
import { extended, NO_REPLAY, type Replay } from "../model/replay";
import { readFlowFacts } from "./flowFacts";
import { pathOf, request } from "./rest";

/** The recorded history of a flow, as far as it has been read. */
export interface History {
  readonly replay: Replay;
  /** Why it could not be read on; null while all is well. */
  readonly error: Error | null;
}

const UNREAD: History = { replay: NO_REPLAY, error: null };

const useHistories = create<{ readonly byId: ReadonlyMap<string, History> }>(() => ({ byId: new Map() }));

/** How many components show a flow; without any its history is let go. */
const holders = new Map<string, number>();
const running = new Set<string>();
/** How far the history of a flow that is being read shall go. */
const wanted = new Map<string, number>();

/**
 * All events of a flow below `upTo`, read in pages, with what follows from them. Nothing is read while
 * `isWanted` is false. The history grows with `upTo`, which should not change more often than once a second.
 */
export function useFlowHistory(id: string, upTo: number, isWanted = true) {
  useEffect(() => {
    if (!isWanted) return;
    holders.set(id, (holders.get(id) ?? 0) + 1);
    return () => {
      const left = (holders.get(id) ?? 1) - 1;
      if (left > 0) return void holders.set(id, left);
      holders.delete(id);
      keep(id, null);
    };
  }, [id, isWanted]);
  useEffect(() => {
    if (isWanted) void read(id, upTo);
  }, [id, upTo, isWanted]);
  const history = useHistories(({ byId }) => byId.get(id)) ?? UNREAD;
  const tryAgain = useCallback(() => void read(id, upTo), [id, upTo]);
  return { ...history, isComplete: history.replay.events.length >= upTo, tryAgain };
}

/** Events of one page; a page of a flow with large values leaves those out, and is shorter. */
const EVENTS_AT_ONCE = 4000;
const SMALL_EVENTS_AT_ONCE = 200;
const PAGES_AT_ONCE = 3;
/** A longer history is read without its large values. */
const WHOLE_UP_TO_BYTES = 24_000_000;

async function read(id: string, upTo: number): Promise<void> {
  wanted.set(id, Math.max(upTo, wanted.get(id) ?? 0));
  if (running.has(id)) return;
  running.add(id);
  try {
    const isWhole = await isSmall(id);
    // More may be wanted by the time that this has been read.
    while (holders.has(id) && known(id).replay.events.length < (wanted.get(id) ?? 0)) {
      const before = known(id).replay.events.length;
      await readUpTo(id, wanted.get(id) ?? 0, isWhole);
      if (known(id).replay.events.length === before) break;
    }
  } catch (error) {
    const { replay } = known(id);
    const problem = error instanceof Error ? error : new Error(String(error));
    if (holders.has(id)) keep(id, { replay, error: problem });
  } finally {
    running.delete(id);
    wanted.delete(id);
  }
}

async function readUpTo(id: string, upTo: number, isWhole: boolean): Promise<void> {
  const size = isWhole ? EVENTS_AT_ONCE : SMALL_EVENTS_AT_ONCE;
  const first = known(id).replay.events.length;
  const starts = Array.from({ length: Math.ceil((upTo - first) / size) }, (_, page) => first + page * size);
  const pages: Promise<readonly RecordedEvent[]>[] = [];
  for (const [place] of starts.entries()) {
    // A few pages are under way at once; they are applied in their order.
    for (const from of starts.slice(pages.length, place + PAGES_AT_ONCE)) {
      const page = readPage(id, from, Math.min(size, upTo - from), isWhole);
      // What is wrong with it is told when its turn comes.
      page.catch(() => undefined);
      pages.push(page);
    }
    const page = await pages[place];
    if (!holders.has(id) || !page || page.length === 0) return;
    keep(id, { replay: extended(known(id).replay, page), error: null });
  }
}

function known(id: string): History {
  return useHistories.getState().byId.get(id) ?? UNREAD;
}

async function isSmall(id: string): Promise<boolean> {
  try {
    return (await readFlowFacts(id)).size_bytes <= WHOLE_UP_TO_BYTES;
  } catch {
    // Without that answer the events themselves will tell what is wrong.
    return true;
  }
}

async function readPage(
  id: string,
  from: number,
  limit: number,
  isWhole: boolean,
): Promise<readonly RecordedEvent[]> {
  const route = isWhole ? pathOf("engine", "flow", id, "events") : pathOf("api", "ui", "flows", id, "events");
  const path = `${route}?from=${from}&limit=${limit}`;
  const { events } = readObject((await request("GET", path)).body);
  const page = (isJsonList(events) ? events : []).map(readEvent).filter((event) => event !== null);
  // A gap would make every later state wrong.
  return page.filter(({ sequence }, place) => sequence === from + place);
}

function keep(id: string, history: History | null): void {
  useHistories.setState(({ byId }) => {
    const next = new Map(byId);
    if (history) next.set(id, history);
    else next.delete(id);
    return { byId: next };
  });
}
