import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readEvent, readInteger, readObject, type RecordedEvent } from "../model/event";
import { isJsonList, type Json } from "../model/json";
import { pathOf, request } from "./rest";

/** What is asked of the events of a flow. */
export interface EventQuery {
  readonly types: readonly string[];
  readonly step: string;
  readonly token: string;
  /** Contained in the payload. */
  readonly text: string;
  readonly isNewestFirst: boolean;
  /** Sequence to begin with; null for the end that comes first. */
  readonly from: number | null;
}

export interface EventPage {
  readonly events: readonly RecordedEvent[];
  /** All that match; null when the server did not count them. */
  readonly total: number | null;
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
}

export const EVENTS_PER_PAGE = 100;

/** A page of events. `upTo` is the last known sequence: a new one reads the page again. */
export function useEventPage(flowId: string, query: EventQuery, upTo: number) {
  return useQuery({
    queryKey: ["flow-events", flowId, query, upTo],
    queryFn: ({ signal }) => readEventPage(flowId, query, EVENTS_PER_PAGE, signal),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}

const MOST_ATTEMPTS = 200;

/** The events of one item: its attempts. */
export function useItemEvents(flowId: string, step: string, token: string, version: string) {
  return useQuery({
    queryKey: ["item-events", flowId, token, version],
    queryFn: ({ signal }) => {
      const query = { types: [], step, token, text: "", isNewestFirst: false, from: null };
      return readEventPage(flowId, query, MOST_ATTEMPTS, signal);
    },
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}

async function readEventPage(
  flowId: string,
  query: EventQuery,
  limit: number,
  signal: AbortSignal,
): Promise<EventPage> {
  const asked = new URLSearchParams({ limit: String(limit) });
  for (const type of query.types) asked.append("type", type);
  if (query.step) asked.set("step", query.step);
  if (query.token) asked.set("token", query.token);
  if (query.text) asked.set("q", query.text);
  if (query.isNewestFirst) asked.set("order", "desc");
  if (query.from !== null) asked.set("from", String(query.from));
  const path = `${pathOf("api", "ui", "flows", flowId, "events")}?${asked}`;
  const body = readObject((await request("GET", path, undefined, signal)).body);
  const entries: readonly Json[] = isJsonList(body["events"]) ? body["events"] : [];
  return {
    events: entries.map(readEvent).filter((event) => event !== null),
    total: typeof body["total"] === "number" ? body["total"] : null,
    next: typeof body["next"] === "number" ? readInteger(body["next"]) : null,
  };
}
