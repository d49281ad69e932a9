import { readInstant, type Instant } from "./instants";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "./json";

/** One recorded fact of an aggregate, from REST or from the stream (`events.md`, section 1). */
export interface RecordedEvent {
  readonly type: string;
  /** Identity of the aggregate: `["catalog"]`, `["cluster"]` or `["flow", id]`. */
  readonly aggregate: readonly string[];
  readonly sequence: number;
  readonly timestamp: Instant;
  readonly data: JsonObject;
}

/** The event that a message of the stream or an entry of a REST list holds; null when it is none. */
export function readEvent(message: Json): RecordedEvent | null {
  if (!isJsonObject(message)) return null;
  const aggregate = message["id"] ?? message["aggregate_id"];
  const { type, sequence } = message;
  if (typeof type !== "string" || typeof sequence !== "number" || !isJsonList(aggregate)) return null;
  return {
    type,
    aggregate: aggregate.map(String),
    sequence,
    timestamp: readInstant(message["timestamp"]) ?? 0,
    data: readObject(message["data"]),
  };
}

/** The object of a field; `{}` for null, absent or another kind (`api.md`, A1). */
export function readObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The texts of a list; `[]` for null, absent or another kind. */
export function readTexts(value: Json | undefined): readonly string[] {
  return isJsonList(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The text of a field; empty for null, absent or another kind. */
export function readText(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The integer of a field; 0 for null, absent or another kind. */
export function readInteger(value: Json | undefined): number {
  return typeof value === "number" ? value : 0;
}
