import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import { readNodes, sampleOf, withSample, type Nodes, type NodesSample } from "../model/nodes";
import { readAgain } from "./conditional";

const INTERVAL_MS = 2000;

/** What was seen of the nodes since this page is open. */
export const useNodeSamples = create<{ readonly samples: readonly NodesSample[] }>(() => ({ samples: [] }));

/** All nodes as the answering one sees them; asked again every 2 s. */
export function useNodes(isSampled = false) {
  return useQuery({
    queryKey: ["nodes"],
    queryFn: async ({ signal }): Promise<Nodes> => {
      const nodes = readNodes(await readAgain("/api/ui/cluster", signal));
      if (isSampled) {
        useNodeSamples.setState(({ samples }) => ({
          samples: withSample(samples, sampleOf(nodes, Date.now())),
        }));
      }
      return nodes;
    },
    refetchInterval: INTERVAL_MS,
  });
}
