import type { AttributeValue, Execution, Flow } from "./flow";
import { stringifyJson } from "./json";
import { largeValue } from "./shortValue";
import { takingsOf, type Collect, type Taking } from "./taking";

/** Which values of an attribute a step used, by their places in order of arrival. */
export type Usage =
  | { readonly kind: "uses"; readonly places: readonly number[] }
  /** The events do not tell which: a gate chose, or a mapping changed the value. */
  | { readonly kind: "oneOf"; readonly places: readonly number[] }
  | { readonly kind: "usesDefault" }
  /** It ran, and wanted none. */
  | { readonly kind: "usesNone" }
  /** It ran without the optional input. */
  | { readonly kind: "without" }
  | { readonly kind: "notYet" | "notRun" | "skipped" | "failed" };

export interface Use {
  readonly step: string;
  readonly collect: Collect;
  readonly isGate: boolean;
  readonly usage: Usage;
}

/** For each consumer of the attribute, which of its values it used. */
export function usesOf(flow: Flow, name: string): readonly Use[] {
  const { consumers = [] } = flow.plan.attributes.get(name) ?? {};
  return consumers.flatMap((id) => {
    const step = flow.plan.steps.get(id);
    const execution = flow.executions.get(id);
    const taken = step && takingsOf(flow, step).find((taking) => taking.name === name);
    if (!taken || !execution) return [];
    const { collect, isGate } = taken;
    return [{ step: id, collect, isGate, usage: usageOf(flow, execution, taken) }];
  });
}

function usageOf(flow: Flow, execution: Execution, taken: Taking): Usage {
  if (execution.started_at === null) {
    if (execution.status === "skipped" || execution.status === "failed") return { kind: execution.status };
    return { kind: flow.status === "active" ? "notYet" : "notRun" };
  }
  if (taken.collect === "none") return { kind: "usesNone" };
  const startedAt = execution.started_at;
  const values = flow.attributes.get(taken.name) ?? [];
  const there = values.flatMap((value, place) => ((value.set_at ?? 0) <= startedAt ? [place] : []));
  const input = Object.hasOwn(execution.inputs, taken.inner_name)
    ? execution.inputs[taken.inner_name]
    : undefined;
  if (input === undefined && !taken.isRequired) return { kind: "without" };
  if (there.length === 0) return taken.hasDefault ? { kind: "usesDefault" } : { kind: "without" };

  const chosen = byPolicy(taken.collect, there);
  if (taken.isRequired && !taken.isGate) return { kind: "uses", places: chosen };
  if (taken.isGate) {
    const isSure = there.length === 1 || taken.collect === "all";
    return isSure ? { kind: "uses", places: there } : gated(values, there, taken, input);
  }
  return optional(values, chosen, there, taken, input);
}

function byPolicy(collect: Collect, places: readonly number[]): readonly number[] {
  if (collect === "first") return places.slice(0, 1);
  return collect === "last" ? places.slice(-1) : places;
}

/** What came through a gate is known if it was not changed, and only one value equals it. */
function gated(
  values: readonly AttributeValue[],
  places: readonly number[],
  taken: Taking,
  input: AttributeValue["value"] | undefined,
): Usage {
  if (taken.isMapped || input === undefined || taken.collect === "some") return { kind: "oneOf", places };
  const equal = places.filter((place) => isEqual(values[place]?.value, input));
  return equal.length === 1 ? { kind: "uses", places: equal } : { kind: "oneOf", places };
}

/** An optional input may have got its default although a value was there: it came when the window had closed. */
function optional(
  values: readonly AttributeValue[],
  chosen: readonly number[],
  there: readonly number[],
  taken: Taking,
  input: AttributeValue["value"] | undefined,
): Usage {
  if (taken.isMapped) return { kind: "oneOf", places: there };
  const isList = taken.collect === "some" || taken.collect === "all";
  const expected = isList
    ? chosen.map((place) => values[place]?.value ?? null)
    : values[chosen[0] ?? 0]?.value;
  if (isEqual(expected, input)) return { kind: "uses", places: chosen };
  return taken.hasDefault && !isList ? { kind: "usesDefault" } : { kind: "oneOf", places: there };
}

function isEqual(a: AttributeValue["value"] | undefined, b: AttributeValue["value"] | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  // Two large values that were left out look alike by their size only.
  if (largeValue(a) ?? largeValue(b)) return false;
  return stringifyJson(a) === stringifyJson(b);
}
