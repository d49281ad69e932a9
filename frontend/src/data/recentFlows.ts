import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { readFlowRow, type FlowRow } from "../model/flowRow";
import { pathOf, Refusal, request } from "./rest";

const MEMORY = "argyll.recent";
const MOST = 8;
const INTERVAL_MS = 5000;

/** Notes that a flow was opened in this browser, the latest first. */
export function noteOpened(id: string): void {
  try {
    const others = openedHere().filter((other) => other !== id);
    localStorage.setItem(MEMORY, JSON.stringify([id, ...others].slice(0, MOST)));
  } catch {
    // A browser without storage remembers nothing.
  }
}

function openedHere(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(MEMORY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** The flows that were opened in this browser, as they stand now; without those that are no longer stored. */
export function useRecentFlows(): readonly FlowRow[] {
  const [ids] = useState(openedHere);
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["flow-row", id],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<FlowRow | null> => {
        try {
          return readFlowRow(
            (await request("GET", pathOf("api", "ui", "flows", id), undefined, signal)).body,
          );
        } catch (error) {
          if (error instanceof Refusal && error.status === 404) return null;
          throw error;
        }
      },
      refetchInterval: INTERVAL_MS,
    })),
  });
  return answers.flatMap(({ data }) => (data ? [data] : []));
}
