import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readHealth, type Health } from "../model/cluster";
import { readInteger, readObject, readText } from "../model/event";
import { readInstant, type Instant } from "../model/instants";
import { isJsonList, type Json } from "../model/json";
import { request } from "./rest";
import { catalogAct, did, type Act } from "./undo";

/** How a step did in the last 24 hours. */
export interface StepUse {
  readonly flows: number;
  readonly failures: number;
  readonly retries: number;
  /** Durations of completed runs in ms; null without one. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly changed_at: Instant | null;
  /** Merged over the nodes; of a flow step computed from its members. */
  readonly health: Health;
  /** Since when its health is what it is; null when nothing was recorded. */
  readonly health_since: Instant | null;
}

const STATS_INTERVAL_MS = 15_000;

/** The use of every step, by id. */
export function useStepStats() {
  return useQuery({
    queryKey: ["step-stats"],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, StepUse>> => {
      const { body } = await request("GET", "/api/ui/steps/stats?window=24h", undefined, signal);
      const steps = Object.entries(readObject(readObject(body)["steps"]));
      return new Map(steps.map(([id, use]) => [id, readUse(use)]));
    },
    refetchInterval: STATS_INTERVAL_MS,
    // A map has no structure that could be shared.
    structuralSharing: false,
  });
}

function readUse(value: Json): StepUse {
  const use = readObject(value);
  const duration = (ms: Json | undefined) => (typeof ms === "number" ? ms : null);
  return {
    flows: readInteger(use["flows"]),
    failures: readInteger(use["failures"]),
    retries: readInteger(use["retries"]),
    p50_ms: duration(use["p50_ms"]),
    p95_ms: duration(use["p95_ms"]),
    changed_at: readInstant(use["changed_at"]),
    health: readHealth(readObject(use["health"])),
    health_since: readInstant(readObject(use["health"])["since"]),
  };
}

/** A value that an attribute had in some flow. */
export interface Sample {
  readonly value: Json;
  readonly flow_id: string;
  /** Who made it; null for an initial value. */
  readonly step_id: string | null;
  readonly at: Instant | null;
}

export function useSamples(attribute: string, limit: number) {
  return useQuery({
    queryKey: ["samples", attribute, limit],
    queryFn: async ({ signal }): Promise<readonly Sample[]> => {
      const query = new URLSearchParams({ attribute, limit: String(limit) });
      const { body } = await request("GET", `/api/ui/samples?${query}`, undefined, signal);
      const { samples } = readObject(body);
      return (isJsonList(samples) ? samples : []).map((sample) => {
        const { value = null, flow_id, step_id, at } = readObject(sample);
        return {
          value,
          flow_id: readText(flow_id),
          step_id: typeof step_id === "string" ? step_id : null,
          at: readInstant(at),
        };
      });
    },
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
}

/** Places of cards that all users share. */
export type SharedPositions = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

const LAYOUT = "/api/ui/layouts/default";

export function useSharedLayout() {
  return useQuery({
    queryKey: ["layout"],
    queryFn: async ({ signal }): Promise<SharedPositions> => {
      const { body } = await request("GET", LAYOUT, undefined, signal);
      const placed = Object.entries(readObject(readObject(body)["positions"]));
      return new Map(
        placed.flatMap(([id, at]) => {
          const [x, y] = isJsonList(at) ? at : [];
          return typeof x === "number" && typeof y === "number" ? [[id, { x, y }] as const] : [];
        }),
      );
    },
    // What others move meanwhile must not move the cards under one's eyes.
    staleTime: Infinity,
    structuralSharing: false,
  });
}

export async function saveSharedLayout(positions: SharedPositions): Promise<void> {
  const written = [...positions].map(([id, { x, y }]) => [id, [x, y]] as const);
  await request("PUT", LAYOUT, { positions: Object.fromEntries(written) });
}

/** Removes steps as one change, which can be taken back as one. Throws what the server refuses. */
export async function removeSteps(ids: readonly string[], label: string): Promise<Act | null> {
  return changeCatalog({ removals: [...ids] }, label);
}

/** Several changes of the catalog as one: all of them, or none. Answers how to take them back; null if nothing changed. */
export async function changeCatalog(
  change: { readonly upserts?: readonly Json[]; readonly removals?: readonly string[] },
  label: string,
): Promise<Act | null> {
  return noted(label, (await request("POST", "/api/ui/catalog/change", { ...change })).body);
}

export interface Example {
  readonly goals: readonly string[];
}

/** Puts the example into the catalog, and answers the goals that it suggests. */
export async function loadExample(label: string): Promise<Example> {
  const { goals } = readObject((await request("GET", "/api/ui/example")).body);
  noted(label, (await request("POST", "/api/ui/example")).body);
  return { goals: (isJsonList(goals) ? goals : []).map(readText).filter(Boolean) };
}

function noted(label: string, answer: Json): Act | null {
  const { entry } = readObject(answer);
  if (typeof entry !== "number") return null;
  const act = catalogAct(label, entry);
  did(act);
  return act;
}
