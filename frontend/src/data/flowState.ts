import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Json } from "../model/json";
import { pathOf, request } from "./rest";

/** The state of a flow without its large values. `upTo` is the last known sequence: a new one reads it again. */
export function useFlowState(flowId: string, upTo: number, isWanted: boolean) {
  return useQuery({
    queryKey: ["state", flowId, upTo],
    queryFn: async ({ signal }): Promise<Json> =>
      (await request("GET", pathOf("api", "ui", "flows", flowId, "state"), undefined, signal)).body,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    enabled: isWanted,
  });
}
