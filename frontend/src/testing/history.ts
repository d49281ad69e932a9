import type { RecordedEvent } from "../model/event";
import type { JsonObject } from "../model/json";

/** Time of the first event of a made history: 2026-03-01T10:20:30Z. */
export const T0 = 1_772_360_430_000;

const PRICE = {
  id: "price",
  name: "Price",
  type: "script",
  attributes: { item: { role: "required" }, cost: { role: "output" } },
  script: { language: "ale", script: "{:cost 3}" },
};
const SHIP = {
  id: "ship",
  name: "Ship Order",
  type: "sync",
  attributes: { cost: { role: "required", required: { for_each: true } }, sent: { role: "output" } },
  http: { endpoint: "https://ships.test/go?x=1", timeout: 0 },
  work_config: { parallelism: 2, max_retries: 10 },
};

export const PLAN = {
  goals: ["ship"],
  required: [],
  steps: { price: PRICE, ship: SHIP },
  attributes: {
    item: { providers: [], consumers: ["price"] },
    cost: { providers: ["price"], consumers: ["ship"] },
    sent: { providers: ["ship"], consumers: [] },
  },
  excluded: {},
};

export type Fact = readonly [type: string, data: JsonObject];

/** A history of flow `f-1`: event number n has sequence n and comes n seconds after `T0`. */
export function history(...facts: readonly Fact[]): readonly RecordedEvent[] {
  return facts.map(([type, data], sequence) => ({
    type,
    aggregate: ["flow", "f-1"],
    sequence,
    timestamp: T0 + sequence * 1000,
    data: { flow_id: "f-1", ...data },
  }));
}

export const STARTED = [
  "flow_started",
  { plan: PLAN, init: { item: ["pen"], empty: [] }, labels: { team: "shop" } },
] as const;
