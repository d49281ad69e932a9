import { useQuery } from "@tanstack/react-query";
import { readInteger, readObject, readText } from "../model/event";
import { pathOf, request } from "./rest";

/** What the server knows of a flow beside its state (`ui.md`, section 20, `flows/{id}`). */
export interface FlowFacts {
  /** The node that runs it; empty when nobody does, or nobody knows. */
  readonly runner: string;
  readonly events: number;
  readonly size_bytes: number;
  /** Child flows. */
  readonly children: number;
  /** Empty until accounts exist. */
  readonly started_by: string;
}

export async function readFlowFacts(id: string, signal?: AbortSignal): Promise<FlowFacts> {
  const { body } = await request("GET", pathOf("api", "ui", "flows", id), undefined, signal);
  const facts = readObject(body);
  return {
    runner: readText(facts["runner"]),
    events: readInteger(facts["events"]),
    size_bytes: readInteger(facts["size_bytes"]),
    children: readInteger(facts["children"]),
    started_by: readText(facts["started_by"]),
  };
}

/** Facts that the page can do without: while they are not known, or cannot be read, it shows nothing of them. */
export function useFlowFacts(id: string) {
  return useQuery({
    queryKey: ["flow-facts", id],
    queryFn: ({ signal }) => readFlowFacts(id, signal),
    staleTime: 10_000,
    retry: false,
  });
}
