import { useEffect, useMemo, useState } from "react";
import { serverNow } from "../../data/clock";
import type { StepUse } from "../../data/catalogUse";
import { useRecentChanges } from "../../data/recentChanges";

const RECENT_MS = 600_000;
const LOOK_EVERY_MS = 20_000;

/** The steps whose definition changed in the last ten minutes. The same set while it says the same. */
export function useRecentlyChanged(stats: ReadonlyMap<string, StepUse> | undefined): ReadonlySet<string> {
  const seen = useRecentChanges((state) => state.changed_at);
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const found = useMemo(() => {
    const isRecent = (at: number | null) => at !== null && now - at < RECENT_MS;
    const ids = [...(stats ?? [])].flatMap(([id, { changed_at }]) => (isRecent(changed_at) ? [id] : []));
    for (const [id, at] of seen) if (isRecent(at)) ids.push(id);
    return new Set(ids);
  }, [stats, seen, now]);
  const [kept, setKept] = useState(found);
  const isSame = kept.size === found.size && [...found].every((id) => kept.has(id));
  if (kept !== found && !isSame) setKept(found);
  return isSame ? kept : found;
}
