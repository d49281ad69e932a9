import { choiceParam, textParam, type SearchParams } from "../search";

export const SPANS = ["hour", "day", "week"] as const;
export type Span = (typeof SPANS)[number];

export const SPAN_MS: Readonly<Record<Span, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};

/** Which changes of the catalog are shown. */
export interface HistorySearch {
  readonly step?: string | undefined;
  /** All of them without it. */
  readonly since?: Span | undefined;
}

export function readHistorySearch(search: SearchParams): HistorySearch {
  return { step: textParam(search["step"]), since: choiceParam(search["since"], SPANS) };
}
