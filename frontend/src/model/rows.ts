export interface HeldRows<T> {
  readonly rows: readonly T[];
  /** Rows of the fresh page that are not shown yet. */
  readonly waiting: number;
}

/**
 * The rows that are shown while the order is held (a pointer or the focus is on them): the shown order with
 * fresh content. A row that the fresh page lacks keeps its last content; new rows wait.
 */
export function holdOrder<T extends { readonly id: string }>(
  shown: readonly T[],
  fresh: readonly T[],
): HeldRows<T> {
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const shownIds = new Set(shown.map(({ id }) => id));
  return {
    rows: shown.map((row) => byId.get(row.id) ?? row),
    waiting: fresh.filter(({ id }) => !shownIds.has(id)).length,
  };
}
