import { impossibleInputs, isUnreachable } from "./condition";
import type { Execution, Flow } from "./flow";
import { allItems, type WorkItem } from "./items";
import { hasDelivered, takingsOf } from "./taking";

/** Why a flow failed (`steps.md`, S16). */
export interface Cause {
  /** The step that failed, or the goal that was skipped; null when the events name none. */
  readonly step: string | null;
  /** Of a step with several items, the one that failed first. */
  readonly item: WorkItem | null;
  /** Inputs that can no longer come, of a step that failed without starting. */
  readonly lacks: readonly string[];
  /** The step that took the last source of such an input away: it was skipped, or made nothing. */
  readonly source: string | null;
  /** From the goal to the step, both included; ends with `source` where there is one. */
  readonly chain: readonly string[];
}

/** The engine writes the cause of a failed flow in this form (`events.md`, `flow_failed`). */
const NAMED = /^step (\S+) failed: ([\s\S]*)$/;

const NO_CAUSE: Cause = { step: null, item: null, lacks: [], source: null, chain: [] };

/** The cause of a failed flow; null for a flow that has not failed. */
export function causeOf(flow: Flow): Cause | null {
  if (flow.status !== "failed") return null;
  const goals = flow.plan.goals.filter((id) => flow.executions.has(id));
  const named = NAMED.exec(flow.error)?.[1];
  const step = named !== undefined && flow.executions.has(named) ? named : goals[0];
  if (step === undefined) return NO_CAUSE;
  const goal = goals.filter((id) => statusOf(flow, id) === "failed").sort(bySettled(flow));
  const chain = [...goal, ...goals].map((id) => wayUp(flow, id, step)).find((way) => way !== null) ?? [step];

  const execution = flow.executions.get(step);
  const definition = flow.plan.steps.get(step);
  if (!execution || !definition) return { ...NO_CAUSE, step, chain };
  if (!isUnreachable(execution)) {
    return { ...NO_CAUSE, step, item: firstFailed(execution), chain };
  }
  const lacks = impossibleInputs(flow, definition, execution);
  const source = lastSource(flow, step, lacks);
  return { ...NO_CAUSE, step, lacks, source, chain: source === null ? chain : [...chain, source] };
}

/** The error of the cause, as the engine recorded it. */
export function causeError(flow: Flow, { step }: Cause): string {
  const own = step === null ? undefined : flow.executions.get(step)?.error;
  return own ?? NAMED.exec(flow.error)?.[2] ?? flow.error;
}

function firstFailed({ work_items }: Execution): WorkItem | null {
  if (work_items.size < 2 || !work_items.counts.failed) return null;
  const failed = allItems(work_items).filter(({ status }) => status === "failed");
  return failed.reduce((first, item) =>
    (item.completed_at ?? 0) < (first.completed_at ?? 0) ? item : first,
  );
}

/** Of the makers of these inputs, the one that settled last without making it. */
function lastSource(flow: Flow, step: string, names: readonly string[]): string | null {
  const makers = names.flatMap((name) =>
    (flow.plan.attributes.get(name)?.providers ?? []).filter((id) => !hasDelivered(flow, id, name)),
  );
  return (
    makers
      .filter((id) => id !== step)
      .sort(bySettled(flow))
      .at(-1) ?? null
  );
}

/** The shortest way from a goal up to a step, over required inputs and gates; null when there is none. */
function wayUp(flow: Flow, goal: string, step: string): readonly string[] | null {
  const below = new Map<string, string | null>([[goal, null]]);
  const queue = [goal];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (id === step) return walkDown(below, id);
    const definition = flow.plan.steps.get(id);
    if (!definition) continue;
    for (const taken of takingsOf(flow, definition)) {
      if (!taken.isRequired) continue;
      for (const provider of taken.providers) {
        // A maker that delivered has not broken the chain.
        if (below.has(provider) || (provider !== step && hasDelivered(flow, provider, taken.name))) continue;
        below.set(provider, id);
        queue.push(provider);
      }
    }
  }
  return null;
}

function walkDown(below: ReadonlyMap<string, string | null>, from: string): readonly string[] {
  const way: string[] = [];
  for (let id: string | null = from; id !== null; id = below.get(id) ?? null) way.unshift(id);
  return way;
}

function statusOf(flow: Flow, id: string) {
  return flow.executions.get(id)?.status;
}

function bySettled(flow: Flow) {
  const settled = (id: string) => flow.executions.get(id)?.completed_at ?? Infinity;
  return (a: string, b: string) => settled(a) - settled(b);
}
