import { readInteger, readObject, readText } from "../model/event";
import { readFlow } from "../model/flow";
import { isJsonList, stringifyJson, type Json } from "../model/json";
import type { Init } from "./queries";
import { pathOf, request } from "./rest";

/** What a flow was started with. */
export interface FlowSource {
  readonly goals: readonly string[];
  readonly init: Init;
  readonly labels: Readonly<Record<string, string>>;
}

export async function readFlowSource(id: string, signal?: AbortSignal): Promise<FlowSource> {
  const { body } = await request("GET", pathOf("engine", "flow", id), undefined, signal);
  const { plan, attributes, labels } = readFlow(readObject(body), 0);
  const given = [...attributes].flatMap(([name, values]) => {
    const initial = values.filter(({ step }) => step === null).map(({ value }) => value);
    return initial.length > 0 ? [[name, initial] as const] : [];
  });
  return { goals: plan.goals, init: Object.fromEntries(given), labels };
}

/** Starts a flow like another one, under an id of its own, and answers that id. */
export async function startAgain(sourceId: string, newId: string, signal?: AbortSignal): Promise<string> {
  const { goals, init, labels } = await readFlowSource(sourceId, signal);
  const start = { id: newId, goals: [...goals], init, labels };
  const { body } = await request("POST", "/engine/flow", start, signal);
  return readText(readObject(body)["flow_id"]);
}

const EVENTS_AT_ONCE = 1000;

/** One line of an export: the state of a flow, and all its events if they are wanted. */
export async function exportLine(id: string, withEvents: boolean, signal?: AbortSignal): Promise<string> {
  const { body: state } = await request("GET", pathOf("engine", "flow", id), undefined, signal);
  const line: Json = withEvents
    ? { flow_id: id, state, events: await readAllEvents(id, signal) }
    : { flow_id: id, state };
  return stringifyJson(line);
}

async function readAllEvents(id: string, signal?: AbortSignal): Promise<readonly Json[]> {
  const all: Json[] = [];
  for (let from = 0; ;) {
    const path = `${pathOf("engine", "flow", id, "events")}?from=${from}&limit=${EVENTS_AT_ONCE}`;
    const { events } = readObject((await request("GET", path, undefined, signal)).body);
    const page = isJsonList(events) ? events : [];
    all.push(...page);
    if (page.length < EVENTS_AT_ONCE) return all;
    from = readInteger(readObject(page.at(-1))["sequence"]) + 1;
  }
}
