import { keepPreviousData, QueryClient, useQuery } from "@tanstack/react-query";
import { readHealth, type Health } from "../model/cluster";
import { readEvent, readObject, readText, type RecordedEvent } from "../model/event";
import type { FlowStatus } from "../model/flow";
import { readFlowPage, type FlowPage } from "../model/flowEntry";
import { isJsonList, stringifyJson, type Json } from "../model/json";
import { readPlan, type Plan } from "../model/plan";
import { pathOf, Refusal, request } from "./rest";

/** Visible lists are asked again after this time while the tab is visible. */
const LIST_INTERVAL_MS = 2000;
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

export interface FlowQuery {
  readonly id_prefix?: string;
  readonly statuses?: readonly FlowStatus[];
  readonly cursor?: string;
  readonly sort?: "recent_asc" | "recent_desc";
  readonly limit: number;
}

/** One page of the list of flows; the page before stays visible while the next one loads. */
export function useFlowPage(query: FlowQuery, isEnabled = true) {
  return useQuery({
    queryKey: ["flows", query],
    queryFn: async ({ signal }): Promise<FlowPage> => {
      const sent = { sort: "recent_desc", ...query } as unknown as Json;
      return readFlowPage((await request("POST", "/engine/flow/query", sent, signal)).body);
    },
    placeholderData: keepPreviousData,
    refetchInterval: LIST_INTERVAL_MS,
    enabled: isEnabled,
  });
}

export interface EventPage {
  readonly events: readonly RecordedEvent[];
}

/** The state of a flow as the API answers it. `upTo` is the last known sequence: a new one reads it again. */
export function useFlowState(flowId: string, upTo: number) {
  return useQuery({
    queryKey: ["state", flowId, upTo],
    queryFn: async ({ signal }): Promise<Json> =>
      (await request("GET", pathOf("engine", "flow", flowId), undefined, signal)).body,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}

/** Events of a flow from a sequence on. `upTo` is the last known sequence: a new one reads the page again. */
export function useFlowEvents(flowId: string, from: number, limit: number, upTo: number) {
  return useQuery({
    queryKey: ["events", flowId, from, limit, upTo],
    queryFn: async ({ signal }): Promise<EventPage> => {
      const path = `${pathOf("engine", "flow", flowId, "events")}?from=${from}&limit=${limit}`;
      const { events } = readObject((await request("GET", path, undefined, signal)).body);
      return { events: (isJsonList(events) ? events : []).map(readEvent).filter((event) => event !== null) };
    },
    placeholderData: keepPreviousData,
    gcTime: 10_000,
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

/** The plan for the goals with the values given so far. Records nothing. */
export function usePlan(goals: readonly string[], init: Init) {
  return useQuery({
    // As text, because a query key cannot hold a BigInt.
    queryKey: ["plan", goals, stringifyJson(init)],
    queryFn: async ({ signal }): Promise<Plan> =>
      readPlan((await request("POST", "/engine/plan", { goals: [...goals], init }, signal)).body),
    placeholderData: keepPreviousData,
    enabled: goals.length > 0,
  });
}

export interface FlowStart {
  readonly id: string;
  readonly goals: readonly string[];
  readonly init: Init;
}

/** Starts a flow and answers its id as the server normalised it. Safe to send again with the same content. */
export async function startFlow(start: FlowStart): Promise<string> {
  const { body } = await request("POST", "/engine/flow", { ...start });
  return readText(readObject(body)["flow_id"]);
}
