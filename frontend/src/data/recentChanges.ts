import { create } from "zustand";
import type { RecordedEvent } from "../model/event";
import { readObject, readText } from "../model/event";
import type { Instant } from "../model/instants";

/** What changed just now is marked for so long. */
const MARK_MS = 2000;

interface RecentChanges {
  /** Steps whose registration or change came in the last two seconds. */
  readonly marked: ReadonlySet<string>;
  /** When steps changed since this page was opened. */
  readonly changed_at: ReadonlyMap<string, Instant>;
}

export const useRecentChanges = create<RecentChanges>(() => ({ marked: new Set(), changed_at: new Map() }));

const { setState } = useRecentChanges;

/** Takes the events of the catalog as they come. */
export function noteCatalogEvents(events: readonly RecordedEvent[]): void {
  const changes = events.flatMap(({ type, data, timestamp }) => {
    if (type !== "step_registered" && type !== "step_updated") return [];
    return [[readText(readObject(data["step"])["id"]), timestamp] as const];
  });
  if (changes.length === 0) return;
  setState(({ marked, changed_at }) => ({
    marked: new Set([...marked, ...changes.map(([id]) => id)]),
    changed_at: new Map([...changed_at, ...changes]),
  }));
  setTimeout(() => {
    setState(({ marked, changed_at }) => ({
      // One that changed again meanwhile stays for its own two seconds.
      marked: new Set(
        [...marked].filter((id) => !changes.some(([one, at]) => one === id && changed_at.get(id) === at)),
      ),
    }));
  }, MARK_MS);
}
