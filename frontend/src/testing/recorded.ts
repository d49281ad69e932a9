import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readEvent, readObject, type RecordedEvent } from "../model/event";
import { evolveFlowAll } from "../model/evolveFlow";
import { readFlow, type Flow } from "../model/flow";
import { isJsonList, parseJson } from "../model/json";

/** The histories that the engine's own tests replay. */
const FOLDER = join(import.meta.dirname, "../../../tests/histories");

export const HISTORY_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));

/** Events of a recorded history, and the state that the engine answered at its end. */
export function recorded(name: string): { readonly events: readonly RecordedEvent[]; readonly state: Flow } {
  const file = readObject(parseJson(readFileSync(join(FOLDER, `${name}.json`), "utf8")));
  const entries = isJsonList(file["events"]) ? file["events"] : [];
  const events = entries.map(readEvent).filter((event) => event !== null);
  return { events, state: readFlow(readObject(file["state"]), events.length) };
}

/** The flow after the event with this sequence; after the last one without it. */
export function recordedFlow(name: string, after?: number): Flow {
  const { events } = recorded(name);
  const flow = evolveFlowAll(null, events.slice(0, after === undefined ? undefined : after + 1));
  if (!flow) throw new Error(`${name} has no flow_started`);
  return flow;
}
