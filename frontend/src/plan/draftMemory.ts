import type { Draft, DraftValue } from "../model/startDraft";

/** Where a draft belongs. Another place means other values. */
export interface DraftPlace {
  readonly goals: readonly string[];
  /** The `init` of the address. */
  readonly initText: string | undefined;
  /** The flow that is started again; undefined for a new one. */
  readonly origin: string | undefined;
}

const MEMORY = "argyll.startDraft";

/** Keeps the draft with this tab, so that it outlives a reload. What a mask hides is not kept. */
export function keepDraft(place: DraftPlace, draft: Draft, isMasked: (name: string) => boolean): void {
  const values = [...draft].filter(([name]) => !isMasked(name));
  try {
    sessionStorage.setItem(MEMORY, JSON.stringify({ place: keyOf(place), values } satisfies Kept));
  } catch {
    // Without storage, or when it is full, only the reload of the tab loses the draft.
  }
}

/** The draft that was kept for this place; null when there is none. */
export function keptDraft(place: DraftPlace): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(MEMORY) ?? "null") as Kept | null;
    return kept?.place === keyOf(place) ? new Map(kept.values) : null;
  } catch {
    return null;
  }
}

interface Kept {
  readonly place: string;
  readonly values: readonly (readonly [string, readonly DraftValue[]])[];
}

function keyOf({ goals, initText, origin }: DraftPlace): string {
  return JSON.stringify([goals, initText ?? null, origin ?? null]);
}
