import { useEffect, useRef, useState } from "react";
import { useRowChanges } from "../../data/live";
import type { RowChange } from "../../model/flowRow";

/** Above so many changes in a second the list shows them in steps of a second. */
const CALM_PER_S = 20;
const STEP_MS = 1000;

/** What the stream says about the rows, at once while it is little, and in steps when it would flicker. */
export function useSteadyChanges(ids: readonly string[]): ReadonlyMap<string, RowChange> {
  const latest = useRowChanges(ids);
  const [shown, setShown] = useState(latest);
  const counted = useRef({ since: 0, count: 0, size: 0 });

  useEffect(() => {
    if (latest === shown) return;
    const now = performance.now();
    const tally = counted.current;
    if (now - tally.since > STEP_MS) Object.assign(tally, { since: now, count: 0 });
    tally.count += Math.max(1, latest.size - tally.size);
    tally.size = latest.size;
    const wait = tally.count > CALM_PER_S ? Math.max(0, tally.since + STEP_MS - now) : 0;
    const timer = setTimeout(() => setShown(latest), wait);
    return () => clearTimeout(timer);
  }, [latest, shown]);
  return shown;
}
