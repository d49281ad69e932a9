import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readEvent, readObject } from "./event";
import { evolveFlow } from "./evolveFlow";
import { readFlow, type Flow } from "./flow";
import { isJsonList, parseJson } from "./json";

/** The histories that the engine's own tests replay. */
const FOLDER = new URL("../../../tests/histories/", import.meta.url);

test.each(readdirSync(FOLDER).filter((name) => name.endsWith(".json")))(
  "the replay of %s ends in the state that the engine answered",
  (name) => {
    const { events, state } = readObject(parseJson(readFileSync(new URL(name, FOLDER), "utf8")));
    const recorded = (isJsonList(events) ? events : []).map(readEvent).filter((event) => event !== null);
    const replayed = recorded.reduce<Flow | null>(evolveFlow, null);
    expect(replayed).toEqual(readFlow(readObject(state), recorded.length));
  },
);
