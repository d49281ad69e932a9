/**
 * How well a query fits a text, the less the better; null when its letters are not in the text in their order. A
 * beginning is best, then the beginning of a word, then anywhere, then letters with gaps.
 */
export function fuzzyRank(text: string, query: string): number | null {
  if (query === "") return 0;
  const lower = text.toLowerCase();
  const at = lower.indexOf(query);
  if (at === 0) return lower.length === query.length ? 0 : 1;
  if (at > 0) return WORD_BREAK.test(lower[at - 1] ?? "") ? 2 : 3;
  let place = -1;
  let gaps = 0;
  for (const letter of query) {
    const next = lower.indexOf(letter, place + 1);
    if (next < 0) return null;
    if (next > place + 1) gaps += 1;
    place = next;
  }
  // Letters that stand all over a long text are no match that anybody meant.
  return gaps > 3 ? null : 4 + gaps;
}

const WORD_BREAK = /[\s\-_.:/=]/;

export interface Ranked<T> {
  readonly item: T;
  readonly rank: number;
}

/**
 * The best items for a query, at most `limit`. `textsOf` gives what is searched; of equals the one that was chosen
 * most recently comes first (`recency`: 0 for the last one, Infinity for never), then the order of the items.
 */
export function searchItems<T>(
  items: Iterable<T>,
  query: string,
  limit: number,
  textsOf: (item: T) => readonly string[],
  recency: (item: T) => number,
): readonly Ranked<T>[] {
  const wanted = query.trim().toLowerCase();
  const found: Ranked<T>[] = [];
  for (const item of items) {
    let best: number | null = null;
    for (const text of textsOf(item)) {
      const rank = fuzzyRank(text, wanted);
      if (rank !== null && (best === null || rank < best)) best = rank;
    }
    if (best !== null) found.push({ item, rank: best });
  }
  // A stable sort keeps the order of the items among equals.
  return found
    .sort((a, b) => a.rank - b.rank || compareRecency(recency(a.item), recency(b.item)))
    .slice(0, limit);
}

function compareRecency(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
