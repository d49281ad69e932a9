interface Identified {
  readonly id: string;
}

/** The shown rows with the fresh content of those that were read again; a row without news keeps its identity. */
export function withNews<T extends Identified>(
  shown: readonly T[],
  fresh: ReadonlyMap<string, T>,
): readonly T[] {
  let hasChanged = false;
  const rows = shown.map((row) => {
    const news = fresh.get(row.id);
    if (!news || news === row || isAlike(news, row)) return row;
    hasChanged = true;
    return news;
  });
  return hasChanged ? rows : shown;
}

export interface Newcomers<T> {
  /** Rows of the fresh first page that stand before one that is shown, in their order. */
  readonly rows: readonly T[];
  /** None of the shown rows is on the fresh first page: there may be more between the two. */
  readonly isGap: boolean;
}

/** What came to the beginning of a list since it was read. What follows the last shown row is no news. */
export function newcomers<T extends Identified>(shown: readonly T[], head: readonly T[]): Newcomers<T> {
  const known = new Set(shown.map(({ id }) => id));
  const lastKnown = head.findLastIndex(({ id }) => known.has(id));
  if (lastKnown < 0) return { rows: head, isGap: head.length > 0 && shown.length > 0 };
  return { rows: head.slice(0, lastKnown).filter(({ id }) => !known.has(id)), isGap: false };
}

/** The shown rows from place `first` on that a fresh read of just these places no longer has. */
export function gone<T extends Identified>(
  shown: readonly T[],
  first: number,
  fresh: readonly T[],
  isEnd: boolean,
): ReadonlySet<string> {
  const still = new Set(fresh.map(({ id }) => id));
  const places = shown.slice(first);
  // The fresh page tells about the rows up to the last one that it has; at the end of the list about all.
  const last = isEnd ? places.length - 1 : places.findLastIndex(({ id }) => still.has(id));
  return new Set(places.slice(0, last + 1).flatMap(({ id }) => (still.has(id) ? [] : [id])));
}

/** Whether two rows read from the server say the same. */
function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [ofA, ofB] = [Object.entries(a), Object.entries(b)];
  return (
    ofA.length === ofB.length &&
    ofA.every(([key, value]) => isAlike(value, (b as Record<string, unknown>)[key]))
  );
}
