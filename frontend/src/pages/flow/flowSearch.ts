import { EVENT_KINDS, type EventKind } from "../../model/eventKind";
import type { ItemSort } from "../../model/itemView";
import type { ItemStatus } from "../../model/items";
import { choiceParam, countParam, listParam, textParam, type SearchParams } from "../search";

export const TABS = ["overview", "values", "steps", "items", "timeline", "events", "json"] as const;
export type Tab = (typeof TABS)[number];

const ITEM_STATES: readonly ItemStatus[] = [
  "pending",
  "active",
  "succeeded",
  "failed",
  "not_completed",
  "compensating",
  "compensated",
  "compensation_failed",
];
export const ITEM_SORTS: readonly ItemSort[] = ["number", "started", "duration", "tries"];

/** What the address of a flow page says beside the flow. */
export interface FlowSearch {
  readonly tab?: Tab | undefined;
  /** The step that the panel concerns. */
  readonly step?: string | undefined;
  /** Number of an item from 1, or its token. */
  readonly item?: string | undefined;
  /** The moment of replay: after the event with this sequence. */
  readonly at?: number | undefined;
  /** Text that is searched for in the items or events on display. */
  readonly q?: string | undefined;
  readonly state?: ItemStatus | undefined;
  /** A kind of error that a group of items has. */
  readonly error?: string | undefined;
  readonly sort?: ItemSort | undefined;
  readonly order?: "asc" | "desc" | undefined;
  readonly kind?: readonly EventKind[] | undefined;
  readonly only?: "failures" | undefined;
  /** First event of the page of events. */
  readonly from?: number | undefined;
}

export function readFlowSearch(search: SearchParams): FlowSearch {
  const kinds = listParam(search["kind"]).flatMap((kind) => choiceParam(kind, EVENT_KINDS) ?? []);
  return {
    tab: choiceParam(search["tab"], TABS),
    step: textParam(search["step"]),
    item: textParam(search["item"]),
    at: countParam(search["at"]),
    q: textParam(search["q"]),
    state: choiceParam(search["state"], ITEM_STATES),
    error: textParam(search["error"]),
    sort: choiceParam(search["sort"], ITEM_SORTS),
    order: choiceParam(search["order"], ["asc", "desc"] as const),
    kind: kinds.length > 0 ? kinds : undefined,
    only: choiceParam(search["only"], ["failures"] as const),
    from: countParam(search["from"]),
  };
}

/** What stays when another tab or step comes: the step and the moment, not the filters. */
export function keptSearch({ tab, step, item, at }: FlowSearch): FlowSearch {
  return { tab, step, item, at };
}
