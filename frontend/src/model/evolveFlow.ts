import { readInteger, readObject, readText, readTexts, type RecordedEvent } from "./event";
import type { Execution, Flow, FlowStatus } from "./flow";
import { readInstant } from "./instants";
import { itemOf, itemTable, NO_ITEMS, withItem, type Fresh, type WorkItem } from "./items";
import { isJsonList, type Json } from "./json";
import { readPlan } from "./plan";
import { readLabels } from "./step";

/** Events that are no sign of life of the flow itself: they leave `last_updated` alone. */
const SILENT = new Set(["dispatch_deferred", "comp_started"]);

type Change<T> = (before: T, event: RecordedEvent) => Partial<T>;

/**
 * The flow after the event (`events.md`, section 4.1). Pure and total: an event that the state already holds,
 * and an event before `flow_started`, change nothing; an event of unknown type, or for an unknown token, is
 * only counted.
 */
export function evolveFlow(flow: Flow | null, event: RecordedEvent): Flow | null {
  return evolved(flow, event, new Set());
}

/**
 * The flow after a batch of events. What one event of the batch has copied, the next one changes in place: a batch
 * costs time by its events, not by the size of the flow.
 */
export function evolveFlowAll(flow: Flow | null, events: readonly RecordedEvent[]): Flow | null {
  const fresh: Fresh = new Set();
  let state = flow;
  for (const event of events) state = evolved(state, event, fresh);
  return state;
}

function evolved(flow: Flow | null, event: RecordedEvent, fresh: Fresh): Flow | null {
  if (event.type === "flow_started") return flow ?? startedFlow(event);
  if (!flow || event.sequence < flow.next_sequence) return flow;
  const changed = changedFlow(flow, event, fresh);
  const isSilent = changed === flow || SILENT.has(event.type);
  return {
    ...changed,
    last_updated: isSilent ? flow.last_updated : event.timestamp,
    next_sequence: event.sequence + 1,
  };
}

function changedFlow(flow: Flow, event: RecordedEvent, fresh: Fresh): Flow {
  const onFlow = FLOW_CHANGES[event.type];
  if (onFlow) return { ...flow, ...onFlow(flow, event) };
  const onExecution = EXECUTION_CHANGES[event.type];
  const onItem = ITEM_CHANGES[event.type];
  if (!onExecution && !onItem) return flow;

  const stepId = readText(event.data["step_id"]);
  const execution = flow.executions.get(stepId);
  if (!execution) return flow;
  const after = onExecution
    ? { ...execution, ...onExecution(execution, event) }
    : onItem
      ? withChangedItem(execution, event, onItem, fresh)
      : execution;
  if (after === execution) return flow;
  const executions = ownedMap(flow.executions, fresh).set(stepId, after);
  return { ...flow, executions };
}

function ownedMap<K, V>(map: ReadonlyMap<K, V>, fresh: Fresh): Map<K, V> {
  if (fresh.has(map)) return map as Map<K, V>;
  const copy = new Map(map);
  fresh.add(copy);
  return copy;
}

function withChangedItem(
  execution: Execution,
  event: RecordedEvent,
  change: Change<WorkItem>,
  fresh: Fresh,
): Execution {
  const item = itemOf(execution.work_items, readText(event.data["token"]));
  if (!item) return execution;
  const changed = { ...item, ...change(item, event) };
  return { ...execution, work_items: withItem(execution.work_items, changed, fresh) };
}

function startedFlow({ data, timestamp, sequence }: RecordedEvent): Flow {
  const plan = readPlan(data["plan"]);
  const attributes = Object.entries(readObject(data["init"]))
    .map(([name, values]) => [name, isJsonList(values) ? values : []] as const)
    .filter(([, values]) => values.length > 0)
    .map(
      ([name, values]) => [name, values.map((value) => ({ value, set_at: timestamp, step: null }))] as const,
    );
  return {
    id: readText(data["flow_id"]),
    status: "active",
    created_at: timestamp,
    completed_at: null,
    deactivated_at: null,
    last_updated: timestamp,
    plan,
    attributes: new Map(attributes),
    executions: new Map([...plan.steps.keys()].map((stepId) => [stepId, PENDING])),
    error: "",
    labels: readLabels(data["labels"]),
    metadata: readObject(data["metadata"]),
    next_sequence: sequence + 1,
  };
}

const PENDING: Execution = {
  status: "pending",
  started_at: null,
  completed_at: null,
  inputs: {},
  outputs: {},
  work_items: NO_ITEMS,
  error: "",
  unsatisfied: [],
  duration: 0,
};

const FLOW_CHANGES: Readonly<Record<string, Change<Flow>>> = {
  flow_completed: (_, { timestamp }) => ({
    status: "completed" satisfies FlowStatus,
    completed_at: timestamp,
  }),
  flow_failed: (_, { data, timestamp }) => ({
    status: "failed" satisfies FlowStatus,
    error: readText(data["error"]),
    completed_at: timestamp,
  }),
  flow_deactivated: (_, { timestamp }) => ({ deactivated_at: timestamp }),
  attribute_set: (flow, { data, timestamp }) => {
    const name = readText(data["key"]);
    const value = {
      value: data["value"] ?? null,
      set_at: timestamp,
      step: readText(data["step_id"]) || null,
    };
    const values = [...(flow.attributes.get(name) ?? []), value];
    return { attributes: new Map(flow.attributes).set(name, values) };
  },
};

const EXECUTION_CHANGES: Readonly<Record<string, Change<Execution>>> = {
  step_started: (_, { data, timestamp }) => ({
    status: "active",
    started_at: timestamp,
    inputs: readObject(data["inputs"]),
    work_items: itemTable(Object.entries(readObject(data["work_items"])).map(startedItem)),
  }),
  step_completed: (_, { data, timestamp }) => ({
    status: "completed",
    completed_at: timestamp,
    outputs: readObject(data["outputs"]),
    duration: readInteger(data["duration"]),
  }),
  step_failed: (_, { data, timestamp }) => ({
    status: "failed",
    completed_at: timestamp,
    error: readText(data["error"]),
    inputs: readObject(data["inputs"]),
    unsatisfied: readTexts(data["unsatisfied"]),
  }),
  step_skipped: (_, { data, timestamp }) => ({
    status: "skipped",
    completed_at: timestamp,
    error: readText(data["reason"]),
    inputs: readObject(data["inputs"]),
    unsatisfied: readTexts(data["unsatisfied"]),
  }),
};

/** What is not named stays: a success keeps `error`, `retry_count` and `next_retry_at`. */
const ITEM_CHANGES: Readonly<Record<string, Change<WorkItem>>> = {
  work_started: (_, { timestamp }) => ({
    status: "active",
    started_at: timestamp,
    completed_at: null,
    next_retry_at: null,
  }),
  work_succeeded: (_, { data, timestamp }) => ({
    status: "succeeded",
    completed_at: timestamp,
    outputs: readObject(data["outputs"]),
  }),
  work_failed: (_, event) => ({ ...ended(event), status: "failed" }),
  work_not_completed: (_, event) => ({ ...ended(event), status: "not_completed" }),
  work_retry_scheduled: (_, event) => ({ ...retry(event), status: "pending" }),
  comp_started: (item) => ({
    status: "compensating",
    next_retry_at: null,
    // Compensation has a retry budget of its own (E1).
    retry_count: item.status === "succeeded" ? 0 : item.retry_count,
  }),
  comp_retry_scheduled: (_, event) => ({ ...retry(event), status: "compensating" }),
  comp_succeeded: (_, { timestamp }) => ({ status: "compensated", completed_at: timestamp }),
  comp_failed: (_, event) => ({ ...ended(event), status: "compensation_failed" }),
};

function ended({ data, timestamp }: RecordedEvent): Partial<WorkItem> {
  return { completed_at: timestamp, error: readText(data["error"]) };
}

function retry({ data }: RecordedEvent): Partial<WorkItem> {
  return {
    retry_count: readInteger(data["retry_count"]),
    next_retry_at: readInstant(data["next_retry_at"]),
    error: readText(data["error"]),
  };
}

function startedItem([token, inputs]: readonly [string, Json], place: number): WorkItem {
  return {
    token,
    place,
    status: "pending",
    started_at: null,
    completed_at: null,
    next_retry_at: null,
    inputs: readObject(inputs),
    outputs: {},
    error: "",
    retry_count: 0,
  };
}
