import { readObject, readText, readTexts } from "../model/event";
import { isJsonList, parseJson, stringifyJson, type Json, type JsonObject } from "../model/json";
import { readProblems, type Problem } from "../model/problem";
import { readEffects, type Effects } from "./checks";
import { Refusal, request, Unreachable } from "./rest";
import { catalogAct, did, type Act } from "./undo";

/** `merge` adds and changes; `replace` also removes what the document does not have. */
export type ImportMode = "merge" | "replace";

export interface ImportWish {
  /** The text as it was dropped, chosen or pasted. */
  readonly document: string;
  readonly mode: ImportMode;
  /** Ids of the steps that are taken; null for all. */
  readonly only: readonly string[] | null;
}

export interface StepDifference {
  readonly step_id: string;
  /** Null: it is not in the catalog. */
  readonly before: JsonObject | null;
  /** Null: it would be removed. */
  readonly after: JsonObject | null;
}

/** What an import would change, or has changed. With an error among the problems nothing would be, and the lists are empty. */
export interface ImportPreview {
  readonly added: readonly StepDifference[];
  readonly changed: readonly StepDifference[];
  readonly removed: readonly StepDifference[];
  /** Ids. */
  readonly unchanged: readonly string[];
  /** The first member of a path is the id of the step. */
  readonly problems: readonly Problem[];
  readonly effects: Effects;
}

/** What an import would do. Records nothing. */
export async function previewImport(wish: ImportWish, signal?: AbortSignal): Promise<ImportPreview> {
  return readPreview((await request("POST", "/api/ui/catalog/import", bodyOf(wish, true), signal)).body);
}

/** Takes the document in, all or nothing, as one change that can be taken back; null when nothing had to change. */
export async function applyImport(wish: ImportWish, label: string): Promise<Act | null> {
  const { entry } = readObject((await request("POST", "/api/ui/catalog/import", bodyOf(wish, false))).body);
  if (typeof entry !== "number") return null;
  const act = catalogAct(label, entry);
  did(act);
  return act;
}

function bodyOf({ document, mode, only }: ImportWish, dry_run: boolean): JsonObject {
  return { document, mode, dry_run, ...(only ? { only } : {}) };
}

function readPreview(body: Json): ImportPreview {
  const answer = readObject(body);
  const list = (name: string): readonly StepDifference[] => {
    const found = answer[name];
    return (isJsonList(found) ? found : []).map((difference) => {
      const { step_id, before, after } = readObject(difference);
      return {
        step_id: readText(step_id),
        before: before ? readObject(before) : null,
        after: after ? readObject(after) : null,
      };
    });
  };
  return {
    added: list("added"),
    changed: list("changed"),
    removed: list("removed"),
    unchanged: readTexts(answer["unchanged"]),
    problems: readProblems(answer["problems"]),
    effects: readEffects(answer["effects"]),
  };
}

/** The ids of the steps of a JSON document, as they are written; null when it is no JSON, or has a step without one. */
export function documentIds(document: string): readonly string[] | null {
  let value: Json;
  try {
    value = parseJson(document);
  } catch {
    return null;
  }
  const { steps } = readObject(value);
  const list = isJsonList(value) ? value : isJsonList(steps) ? steps : [value];
  const ids = list.map((step) => readText(readObject(step)["id"]));
  return ids.includes("") ? null : ids;
}

export interface ExportWish {
  readonly format: "json" | "yaml";
  /** Only these; null for all that the scope shows. */
  readonly ids: readonly string[] | null;
  /** Terms such as `up:pay`; empty for the whole catalog. */
  readonly scope: string;
  /** With the places of the cards. */
  readonly layout: boolean;
}

/** The address of an export, also for a link of the browser. */
export function exportPath({ format, ids, scope, layout }: ExportWish): string {
  const query = new URLSearchParams({ format });
  if (ids) query.set("ids", ids.join(","));
  if (scope !== "") query.set("scope", scope);
  if (layout) query.set("layout", "yes");
  return `/api/ui/catalog/export?${query}`;
}

/** The text of an export, byte for byte as the server writes it. Throws `Refusal` or `Unreachable`. */
export async function exportText(wish: ExportWish): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(exportPath(wish), { credentials: "same-origin" });
    text = await response.text();
  } catch (cause) {
    throw new Unreachable(cause instanceof Error ? cause.message : "", { cause });
  }
  if (response.ok) return text;
  throw new Refusal(response.status, refusalText(text) || `HTTP ${response.status}`);
}

function refusalText(text: string): string {
  try {
    return readText(readObject(parseJson(text))["error"]);
  } catch {
    return stringifyJson(text.slice(0, 200));
  }
}
