import { expect, test } from "vitest";
import { HISTORY_NAMES, recorded } from "../testing/recorded";
import { evolveFlow } from "./evolveFlow";
import type { Flow } from "./flow";

test.each(HISTORY_NAMES)("the replay of %s ends in the state that the engine answered", (name) => {
  const { events, state } = recorded(name);
  expect(events.reduce<Flow | null>(evolveFlow, null)).toEqual(state);
});
