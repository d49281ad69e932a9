import type { Execution, Flow } from "./flow";
import type { Instant } from "./instants";
import { allItems, type WorkItem } from "./items";
import type { Json, JsonObject } from "./json";
import type { Plan } from "./plan";

/** How the API writes an instant that has not come. */
const NEVER = "0001-01-01T00:00:00Z";

/** The state in the form of the API (`events.md`, section 4.1): what is empty there is left out here too. */
export function writeFlow(flow: Flow): JsonObject {
  const attributes = [...flow.attributes].map(([name, values]) => [
    name,
    values.map(({ value, set_at, step }) => ({
      value,
      set_at: instant(set_at),
      ...(step === null ? {} : { step }),
    })),
  ]);
  const executions = [...flow.executions].map(([id, execution]) => [id, writeExecution(execution)]);
  return {
    id: flow.id,
    status: flow.status,
    created_at: instant(flow.created_at),
    completed_at: instant(flow.completed_at),
    deactivated_at: instant(flow.deactivated_at),
    last_updated: instant(flow.last_updated),
    ...(flow.error ? { error: flow.error } : {}),
    ...(Object.keys(flow.labels).length > 0 ? { labels: flow.labels } : {}),
    ...(Object.keys(flow.metadata).length > 0 ? { metadata: flow.metadata } : {}),
    attributes: Object.fromEntries(attributes) as JsonObject,
    executions: Object.fromEntries(executions) as JsonObject,
    plan: writePlan(flow.plan),
  };
}

function writeExecution(execution: Execution): JsonObject {
  const items = allItems(execution.work_items).map((item) => [item.token, writeItem(item)] as const);
  return {
    status: execution.status,
    inputs: execution.inputs,
    started_at: instant(execution.started_at),
    completed_at: instant(execution.completed_at),
    ...(Object.keys(execution.outputs).length > 0 ? { outputs: execution.outputs } : {}),
    ...(items.length > 0 ? { work_items: Object.fromEntries(items) } : {}),
    ...(execution.error ? { error: execution.error } : {}),
    ...(execution.unsatisfied.length > 0 ? { unsatisfied: execution.unsatisfied } : {}),
    ...(execution.duration > 0 ? { duration: execution.duration } : {}),
  };
}

function writeItem(item: WorkItem): JsonObject {
  return {
    status: item.status,
    inputs: item.inputs,
    started_at: instant(item.started_at),
    completed_at: instant(item.completed_at),
    next_retry_at: instant(item.next_retry_at),
    ...(Object.keys(item.outputs).length > 0 ? { outputs: item.outputs } : {}),
    ...(item.error ? { error: item.error } : {}),
    ...(item.retry_count > 0 ? { retry_count: item.retry_count } : {}),
  };
}

function writePlan(plan: Plan): JsonObject {
  const edges = [...plan.attributes].map(([name, { providers, consumers }]) => [
    name,
    { providers, consumers },
  ]);
  const excluded = Object.entries(plan.excluded).map(([reason, names]) => [
    reason,
    Object.fromEntries(names as ReadonlyMap<string, readonly string[]>) as Json,
  ]);
  return {
    goals: plan.goals,
    required: plan.required,
    steps: Object.fromEntries([...plan.steps].map(([id, { stored }]) => [id, stored])),
    attributes: Object.fromEntries(edges) as JsonObject,
    excluded: Object.fromEntries(excluded) as JsonObject,
    ...(plan.children.size > 0
      ? { children: Object.fromEntries([...plan.children].map(([id, child]) => [id, writePlan(child)])) }
      : {}),
  };
}

function instant(at: Instant | null): string {
  return at === null ? NEVER : new Date(at).toISOString();
}
