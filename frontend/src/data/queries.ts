import { keepPreviousData, QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { readHealth, type Health } from "../model/cluster";
import { readObject, readText } from "../model/event";
import { stringifyJson, type Json } from "../model/json";
import { readPlan, type Plan } from "../model/plan";
import { pathOf, Refusal, request } from "./rest";

const HEALTH_INTERVAL_MS = 5000;

/** Reads are tried again twice, unless the server refused them; writes never by themselves. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && !(error instanceof Refusal && error.status < 500),
        // The connection line tells about a lost network; a paused query would look like one that loads.
        networkMode: "always",
        staleTime: 1000,
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** What the node says about itself (`api.md`, section 4.6). */
export interface NodeHealth {
  /** `leader`, `candidate`, `follower` or `unknown`. */
  readonly raft_state: string;
  /** Empty when the node knows no leader. */
  readonly leader_id: string;
  readonly leader_address: string;
  /** Empty when the node does not tell. */
  readonly version: string;
}

export function useNodeHealth() {
  return useQuery({
    queryKey: ["node-health"],
    queryFn: async ({ signal }): Promise<NodeHealth> => {
      const { body, headers } = await request("GET", "/health", undefined, signal);
      const details = readObject(readObject(body)["details"]);
      const backend = readObject(details["backend"]);
      return {
        raft_state: headers.get("X-Argyll-Raft-State") ?? readText(backend["state"]),
        leader_id: readText(backend["leader_id"]),
        leader_address: readText(backend["leader_address"]),
        version: readText(readObject(body)["version"]) || readText(details["version"]),
      };
    },
    refetchInterval: HEALTH_INTERVAL_MS,
  });
}

/** Merged health of a step; needed for flow steps, whose health the server computes from their members. */
export function useStepHealth(stepId: string, isEnabled: boolean) {
  return useQuery({
    queryKey: ["step-health", stepId],
    queryFn: async ({ signal }): Promise<Health> => {
      const { body } = await request("GET", pathOf("engine", "health", stepId), undefined, signal);
      return readHealth(readObject(body));
    },
    refetchInterval: HEALTH_INTERVAL_MS,
    enabled: isEnabled,
  });
}

export type Init = Readonly<Record<string, readonly Json[]>>;

/** A plan, and the names of the values that it was made with. */
export interface AskedPlan {
  readonly plan: Plan;
  readonly given: ReadonlySet<string>;
}

/**
 * The plan for the goals with the values given so far. Records nothing. A new `catalogVersion` asks again; an answer
 * to an older question is dropped.
 */
export function useAskedPlan(goals: readonly string[], init: Init, catalogVersion: number) {
  return useQuery(planQuery(goals, init, catalogVersion));
}

/** The plan alone, for those who do not type. */
export function usePlan(goals: readonly string[], init: Init) {
  return useQuery({ ...planQuery(goals, init, 0), select: planOf });
}

function planOf({ plan }: AskedPlan): Plan {
  return plan;
}

function planQuery(goals: readonly string[], init: Init, catalogVersion: number) {
  return queryOptions({
    // As text, because a query key cannot hold a BigInt.
    queryKey: ["plan", goals, stringifyJson(init), catalogVersion],
    queryFn: async ({ signal }): Promise<AskedPlan> => ({
      plan: readPlan((await request("POST", "/engine/plan", { goals: [...goals], init }, signal)).body),
      given: new Set(Object.keys(init)),
    }),
    placeholderData: keepPreviousData,
    enabled: goals.length > 0,
    // Maps and sets have no structure that could be shared.
    structuralSharing: false,
  });
}

export interface FlowStart {
  readonly id: string;
  readonly goals: readonly string[];
  readonly init: Init;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Starts a flow and answers its id as the server normalised it. Safe to send again with the same content. */
export async function startFlow(start: FlowStart): Promise<string> {
  const { body } = await request("POST", "/engine/flow", { ...start });
  return readText(readObject(body)["flow_id"]);
}
