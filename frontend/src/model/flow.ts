import { readInteger, readObject, readText, readTexts } from "./event";
import { readInstant, type Instant } from "./instants";
import { itemTable, type ItemStatus, type ItemTable, type WorkItem } from "./items";
import { isJsonList, type Json, type JsonObject } from "./json";
import { readPlan, type Plan } from "./plan";
import { readLabels } from "./step";

export type FlowStatus = "active" | "completed" | "failed";
export type ExecutionStatus = "pending" | "active" | "completed" | "skipped" | "failed";

/** One value of an attribute. `step` made it; null for an initial value. */
export interface AttributeValue {
  readonly value: Json;
  readonly set_at: Instant | null;
  readonly step: string | null;
}

/** What became of one planned step. */
export interface Execution {
  readonly status: ExecutionStatus;
  readonly started_at: Instant | null;
  readonly completed_at: Instant | null;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly work_items: ItemTable;
  /** Of a failed step; of a skipped step the reason. */
  readonly error: string;
  readonly unsatisfied: readonly string[];
  /** Milliseconds from start to completion; only of completed steps. */
  readonly duration: number;
}

/** Whose child a flow is. */
export interface Parent {
  readonly flow_id: string;
  readonly step_id: string;
  readonly token: string;
}

/**
 * One flow. Field names are those of `api.md` 6.2; optional fields have their empty value, instants are in
 * milliseconds. `next_sequence` is the sequence of the next event: the state holds all events below it.
 */
export interface Flow {
  readonly id: string;
  readonly status: FlowStatus;
  readonly created_at: Instant | null;
  readonly completed_at: Instant | null;
  readonly deactivated_at: Instant | null;
  readonly last_updated: Instant | null;
  readonly plan: Plan;
  readonly attributes: ReadonlyMap<string, readonly AttributeValue[]>;
  readonly executions: ReadonlyMap<string, Execution>;
  readonly error: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: JsonObject;
  readonly next_sequence: number;
}

/** The flow of an answer of `GET /engine/flow/{id}` or of the state of a subscription. */
export function readFlow(state: JsonObject, nextSequence: number): Flow {
  return {
    id: readText(state["id"]),
    status: readText(state["status"]) as FlowStatus,
    created_at: readInstant(state["created_at"]),
    completed_at: readInstant(state["completed_at"]),
    deactivated_at: readInstant(state["deactivated_at"]),
    last_updated: readInstant(state["last_updated"]),
    plan: readPlan(state["plan"]),
    attributes: readEntries(state["attributes"], readAttributeValues),
    executions: readEntries(state["executions"], readExecution),
    error: readText(state["error"]),
    labels: readLabels(state["labels"]),
    metadata: readObject(state["metadata"]),
    next_sequence: nextSequence,
  };
}

/** The outcome is known, but work or compensation still runs. */
export function isSettling(flow: Flow): boolean {
  return flow.status !== "active" && flow.deactivated_at === null;
}

/** The flow and step that started this flow, or null when a client did. */
export function parentOf(flow: Flow): Parent | null {
  const flowId = readText(flow.metadata["parent_flow_id"]);
  if (flowId === "") return null;
  return {
    flow_id: flowId,
    step_id: readText(flow.metadata["parent_step_id"]),
    token: readText(flow.metadata["parent_work_item_token"]),
  };
}

/** The id of the child flow that a work item of a flow step runs (`steps.md`, section 7). */
export function childFlowId(flowId: string, stepId: string, token: string): string {
  return `${flowId}:${stepId}:${token}`;
}

function readEntries<T>(value: Json | undefined, read: (entry: Json) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(readObject(value)).map(([name, entry]) => [name, read(entry)]));
}

function readAttributeValues(values: Json): readonly AttributeValue[] {
  if (!isJsonList(values)) return [];
  return values.map((entry) => {
    const { value, set_at, step } = readObject(entry);
    return { value: value ?? null, set_at: readInstant(set_at), step: readText(step) || null };
  });
}

function readExecution(entry: Json): Execution {
  const execution = readObject(entry);
  const items = Object.entries(readObject(execution["work_items"]));
  return {
    status: readText(execution["status"]) as ExecutionStatus,
    started_at: readInstant(execution["started_at"]),
    completed_at: readInstant(execution["completed_at"]),
    inputs: readObject(execution["inputs"]),
    outputs: readObject(execution["outputs"]),
    work_items: itemTable(items.map(([token, item], place) => readItem(token, place, readObject(item)))),
    error: readText(execution["error"]),
    unsatisfied: readTexts(execution["unsatisfied"]),
    duration: readInteger(execution["duration"]),
  };
}

function readItem(token: string, place: number, item: JsonObject): WorkItem {
  return {
    token,
    place,
    status: readText(item["status"]) as ItemStatus,
    started_at: readInstant(item["started_at"]),
    completed_at: readInstant(item["completed_at"]),
    next_retry_at: readInstant(item["next_retry_at"]),
    inputs: readObject(item["inputs"]),
    outputs: readObject(item["outputs"]),
    error: readText(item["error"]),
    retry_count: readInteger(item["retry_count"]),
  };
}
