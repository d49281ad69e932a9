import { FLOW_SORTS, FLOW_STATES, isTimeBound, type FlowFilter } from "../../model/flowFilter";
import { choiceParam, countParam, listParam, textParam, type SearchParams } from "../search";

/** The filter of an address; what is not understood is left out. */
export function readFlowsSearch(search: SearchParams): FlowFilter {
  const states = listParam(search["state"]).flatMap((state) => choiceParam(state, FLOW_STATES) ?? []);
  return {
    q: textParam(search["q"]),
    state: some(states),
    goal: some(listParam(search["goal"])),
    step: some(listParam(search["step"])),
    label: some(listParam(search["label"]).filter((label) => label.includes("="))),
    error: textParam(search["error"]),
    started_from: bound(search["started_from"]),
    started_to: bound(search["started_to"]),
    ended_from: bound(search["ended_from"]),
    ended_to: bound(search["ended_to"]),
    min_duration: countParam(search["min_duration"]),
    max_duration: countParam(search["max_duration"]),
    children: choiceParam(search["children"], ["show", "only"] as const),
    parent: textParam(search["parent"]),
    sort: choiceParam(search["sort"], FLOW_SORTS),
    order: choiceParam(search["order"], ["asc"] as const),
  };
}

function some<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length > 0 ? values : undefined;
}

function bound(value: unknown): string | undefined {
  const text = textParam(value);
  return text !== undefined && isTimeBound(text) ? text : undefined;
}
