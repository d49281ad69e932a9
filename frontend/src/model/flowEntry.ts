import { readObject, readText } from "./event";
import type { FlowStatus } from "./flow";
import { readInstant, type Instant } from "./instants";
import { isJsonList, type Json } from "./json";
import { readLabels } from "./step";

/** A flow in a list (`api.md`, section 6.5). `status` is the indexed one: `active` until the flow is deactivated. */
export interface FlowEntry {
  readonly id: string;
  readonly status: FlowStatus;
  /** Start of an active flow, deactivation of another. */
  readonly timestamp: Instant | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly error: string;
}

export interface FlowPage {
  readonly flows: readonly FlowEntry[];
  /** All matches, if the server counted them. */
  readonly total: number | null;
  /** Where the next page begins; null on the last one. */
  readonly next_cursor: string | null;
}

/** A fact that came over the stream about a flow of the list. */
export interface RowChange {
  readonly outcome: FlowStatus;
  readonly isDeactivated: boolean;
}

export function readFlowPage(answer: Json): FlowPage {
  const page = readObject(answer);
  const { total } = page;
  return {
    flows: (isJsonList(page["flows"]) ? page["flows"] : []).map(readFlowEntry),
    total: typeof total === "number" ? total : null,
    next_cursor: readText(page["next_cursor"]) || null,
  };
}

function readFlowEntry(value: Json): FlowEntry {
  const entry = readObject(value);
  return {
    id: readText(entry["id"]),
    status: readText(entry["status"]) as FlowStatus,
    timestamp: readInstant(entry["timestamp"]),
    labels: readLabels(entry["labels"]),
    error: readText(entry["error"]),
  };
}

/** What a row shows: the outcome as soon as it is known, and whether the flow still settles. */
export function rowState(entry: FlowEntry, change: RowChange | undefined): RowChange {
  if (entry.status !== "active") return { outcome: entry.status, isDeactivated: true };
  return change ?? { outcome: "active", isDeactivated: false };
}

/** Whether the server takes a text as the beginning of an id; any other text it refuses. */
export function isPrefix(text: string): boolean {
  return /^[A-Za-z0-9_.+ -]*$/.test(text);
}
