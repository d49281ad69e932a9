import { useQuery } from "@tanstack/react-query";
import { readInteger, readObject, readText } from "../model/event";
import { readInstant, type Instant } from "../model/instants";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "../model/json";
import { request } from "./rest";

/** One recorded change of the catalog (`ui.md`, section 17). */
export interface HistoryEntry {
  readonly id: number;
  readonly at: Instant | null;
  /** Null until accounts exist. */
  readonly by: string | null;
  /** `ui`, `api`, `import` or `undo`. */
  readonly via: string;
  readonly changes: readonly HistoryChange[];
}

export interface HistoryChange {
  readonly step_id: string;
  /** Null: it was not there. */
  readonly before: JsonObject | null;
  /** Null: it was removed. */
  readonly after: JsonObject | null;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** Where the older ones begin; null when these were the last. */
  readonly next_cursor: string | null;
}

interface Wanted {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Not before this time. */
  readonly from?: Instant | undefined;
  readonly signal?: AbortSignal;
}

/** The changes of a step, or with an empty id those of the whole catalog, the newest first. */
export async function readHistory(
  stepId: string,
  { limit, cursor, from, signal }: Wanted,
): Promise<HistoryPage> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (stepId !== "") query.set("step", stepId);
  if (cursor) query.set("cursor", cursor);
  if (from !== undefined) query.set("from", String(Math.floor(from)));
  const body = readObject((await request("GET", `/api/ui/catalog/history?${query}`, undefined, signal)).body);
  const next = readText(body["next_cursor"]);
  const { entries } = body;
  return {
    entries: (isJsonList(entries) ? entries : []).map((entry) => readEntry(readObject(entry))),
    next_cursor: next === "" ? null : next,
  };
}

function readEntry(entry: JsonObject): HistoryEntry {
  const { by, changes } = entry;
  return {
    id: readInteger(entry["id"]),
    at: readInstant(entry["at"]),
    by: typeof by === "string" ? by : null,
    via: readText(entry["via"]),
    changes: (isJsonList(changes) ? changes : []).map((change) => {
      const { step_id, before, after } = readObject(change);
      return { step_id: readText(step_id), before: definition(before), after: definition(after) };
    }),
  };
}

function definition(value: Json | undefined): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

/** The newest change of a step. A new `version` of it (anything that changes with the step) asks again. */
export function useLastChange(stepId: string, version: unknown, isEnabled: boolean) {
  return useQuery({
    queryKey: ["last-change", stepId, version],
    queryFn: async ({ signal }) => (await readHistory(stepId, { limit: 1, signal })).entries[0] ?? null,
    enabled: isEnabled,
  });
}
