import type { Instant } from "./instants";
import type { WorkItem } from "./items";
import { stringifyJson, type Json } from "./json";
import { durationOf } from "./itemView";

/** Items as JSON Lines, each with its number and token. */
export function itemsAsLines(items: readonly WorkItem[]): string {
  return items.map((item) => `${stringifyJson(record(item))}\n`).join("");
}

const COLUMNS = [
  "number",
  "token",
  "status",
  "started_at",
  "completed_at",
  "duration_ms",
  "retry_count",
  "inputs",
  "outputs",
  "error",
] as const;

/** Items as a table of comma separated values (RFC 4180); inputs and outputs are JSON. */
export function itemsAsCsv(items: readonly WorkItem[]): string {
  const lines = items.map((item) => {
    const fields = record(item);
    return COLUMNS.map((name) => cell(fields[name] ?? null)).join(",");
  });
  return [COLUMNS.join(","), ...lines, ""].join("\r\n");
}

function record(item: WorkItem): Readonly<Record<(typeof COLUMNS)[number], Json>> {
  return {
    number: item.place + 1,
    token: item.token,
    status: item.status,
    started_at: written(item.started_at),
    completed_at: written(item.completed_at),
    duration_ms: durationOf(item),
    retry_count: item.retry_count,
    inputs: item.inputs,
    outputs: item.outputs,
    error: item.error,
  };
}

function written(instant: Instant | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

function cell(value: Json): string {
  if (value === null) return "";
  const text = typeof value === "string" ? value : stringifyJson(value);
  // A program for tables would take such a text for a formula.
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === "string" ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
