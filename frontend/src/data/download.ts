import { readEvent, readObject } from "../model/event";
import { isJsonList, stringifyJson } from "../model/json";
import { pathOf, request } from "./rest";

const EVENTS_AT_ONCE = 1000;

/** All events of a flow as JSON Lines, in the form of the API, with exact numbers. */
export async function eventLines(flowId: string): Promise<Blob> {
  const parts: string[] = [];
  for (let from: number | null = 0; from !== null;) {
    const path = `${pathOf("engine", "flow", flowId, "events")}?from=${from}&limit=${EVENTS_AT_ONCE}`;
    const { events } = readObject((await request("GET", path)).body);
    const page = isJsonList(events) ? events : [];
    parts.push(...page.map((event) => `${stringifyJson(event)}\n`));
    const last = readEvent(page.at(-1) ?? null);
    from = page.length < EVENTS_AT_ONCE || !last ? null : last.sequence + 1;
  }
  return new Blob(parts, { type: "application/x-ndjson" });
}

/** Gives a file to the browser, as if a link to it had been followed. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A name that every file system takes. */
export function fileName(id: string, ending: string): string {
  return `${id.replace(/[^\w.-]+/g, "_")}.${ending}`;
}
