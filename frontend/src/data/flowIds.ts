import { useQuery } from "@tanstack/react-query";
import { readObject, readText } from "../model/event";
import { isJsonList } from "../model/json";
import { request } from "./rest";

/** Flows whose ids begin alike are looked through up to this number; beyond it nobody says whether an id is taken. */
const MOST = 100;

/** Whether a flow has this id, as the server normalises it; null when that is not known. Asked by a query, which answers 200 both ways. */
export function useIsFlowIdTaken(id: string) {
  return useQuery({
    queryKey: ["flow-id-taken", id],
    queryFn: async ({ signal }): Promise<boolean | null> => {
      const { body } = await request("POST", "/engine/flow/query", { id_prefix: id, limit: MOST }, signal);
      const { flows, has_more } = readObject(body);
      const isFound = isJsonList(flows) && flows.some((flow) => readText(readObject(flow)["id"]) === id);
      return isFound || has_more !== true ? isFound : null;
    },
    enabled: id !== "",
  });
}
