import { readInteger, readObject, readText } from "./event";
import type { Execution, Flow } from "./flow";
import type { Instant } from "./instants";
import { isJsonObject } from "./json";
import { consumed, type Attribute, type Step } from "./step";

export type Collect = "first" | "last" | "some" | "all" | "none";

/** How a step takes one attribute of the flow (`execution.md`, sections 3 and 4). */
export interface Taking {
  readonly name: string;
  /** What the step itself calls it. */
  readonly inner_name: string;
  readonly collect: Collect;
  readonly isRequired: boolean;
  /** Only values that match a condition take part. */
  readonly isGate: boolean;
  /** The value is changed by a script before the step gets it. */
  readonly isMapped: boolean;
  readonly hasDefault: boolean;
  /** How long an optional input is waited for, once the required ones are there. */
  readonly deadline_ms: number;
  /** Planned steps that make it. */
  readonly providers: readonly string[];
}

/** How the step takes each of its inputs in this flow, required ones first. */
export function takingsOf(flow: Flow, step: Step): readonly Taking[] {
  return consumed(step).map((attribute) => taking(flow, attribute));
}

function taking(flow: Flow, { name, role, config }: Attribute): Taking {
  const mapping = readObject(config["mapping"]);
  return {
    name,
    inner_name: readText(mapping["name"]) || name,
    collect: (readText(config["collect"]) || "first") as Collect,
    isRequired: role === "required",
    isGate: isJsonObject(config["match"]),
    isMapped: isJsonObject(mapping["script"]),
    hasDefault: readText(config["default"]) !== "",
    deadline_ms: readInteger(config["deadline"]),
    providers: flow.plan.attributes.get(name)?.providers ?? [],
  };
}

export function isSettled(execution: Execution | undefined): boolean {
  return execution?.status !== "pending" && execution?.status !== "active";
}

/** How many of the planned makers of an input are settled. */
export function settledMakers(flow: Flow, { providers }: Taking): number {
  return providers.filter((id) => isSettled(flow.executions.get(id))).length;
}

/** When the last maker settled; the start of the flow if there is none; null while one has not. */
export function settledSince(flow: Flow, { providers }: Taking): Instant | null {
  let since = flow.created_at ?? 0;
  for (const id of providers) {
    const execution = flow.executions.get(id);
    if (!isSettled(execution)) return null;
    since = Math.max(since, execution?.completed_at ?? 0);
  }
  return since;
}

/** A maker that has ended without making the attribute. */
export function hasDelivered(flow: Flow, provider: string, name: string): boolean {
  const execution = flow.executions.get(provider);
  return execution?.status === "completed" && Object.hasOwn(execution.outputs, name);
}

/** Whether a required input can no longer come, by the table of `execution.md` 4.1. Gates are not judged here. */
export function isImpossible(flow: Flow, taken: Taking): boolean {
  if (!taken.isRequired || taken.isGate) return false;
  const hasValue = (flow.attributes.get(taken.name)?.length ?? 0) > 0;
  if (taken.collect === "none") return hasValue;
  const isOver = settledMakers(flow, taken) === taken.providers.length;
  if (taken.collect === "all") {
    const fails = (id: string) => isSettled(flow.executions.get(id)) && !hasDelivered(flow, id, taken.name);
    return taken.providers.some(fails) || (isOver && !hasValue);
  }
  return isOver && !hasValue;
}
