import { readText, type RecordedEvent } from "./event";
import type { Execution, Flow } from "./flow";
import { itemOf, type WorkItem } from "./items";
import { stringifyJson, type Json } from "./json";

/** One field of the state that an event changed, by its path as the API writes it. */
export interface FieldChange {
  readonly path: readonly string[];
  /** Undefined where the field was not there. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** What an event changed in the state of its flow, besides the count of events and `last_updated`. */
export function changesOf(before: Flow, after: Flow, event: RecordedEvent): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const note = (path: readonly string[], from: Json | undefined, to: Json | undefined) => {
    if (textOf(from) !== textOf(to)) changes.push({ path, before: from, after: to });
  };
  for (const name of ["status", "error", "completed_at", "deactivated_at"] as const) {
    note([name], before[name], after[name]);
  }
  const key = readText(event.data["key"]);
  if (before.attributes.get(key) !== after.attributes.get(key)) {
    const values = after.attributes.get(key) ?? [];
    note(["attributes", key, String(values.length - 1)], undefined, values.at(-1)?.value);
  }
  const stepId = readText(event.data["step_id"]);
  const [from, to] = [before.executions.get(stepId), after.executions.get(stepId)];
  if (from && to && from !== to) {
    const at = ["executions", stepId];
    for (const name of EXECUTION_FIELDS) note([...at, name], from[name], to[name]);
    if (from.work_items.size !== to.work_items.size) {
      note([...at, "work_items"], from.work_items.size, to.work_items.size);
    }
    itemChanges(from, to, event, (name, a, b) => note([...at, "work_items", token(event), name], a, b));
  }
  return changes;
}

const EXECUTION_FIELDS = [
  "status",
  "started_at",
  "completed_at",
  "inputs",
  "outputs",
  "error",
  "unsatisfied",
  "duration",
] as const satisfies readonly (keyof Execution)[];

const ITEM_FIELDS = [
  "status",
  "started_at",
  "completed_at",
  "next_retry_at",
  "outputs",
  "error",
  "retry_count",
] as const satisfies readonly (keyof WorkItem)[];

function itemChanges(
  before: Execution,
  after: Execution,
  event: RecordedEvent,
  note: (name: string, before: Json, after: Json) => void,
): void {
  const [from, to] = [itemOf(before.work_items, token(event)), itemOf(after.work_items, token(event))];
  if (!from || !to || from === to) return;
  for (const name of ITEM_FIELDS) note(name, from[name], to[name]);
}

function token(event: RecordedEvent): string {
  return readText(event.data["token"]);
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : stringifyJson(value);
}
