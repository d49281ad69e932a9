import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { readHistory } from "../data/catalogHistory";
import { readStoredStep } from "../data/steps";
import { readText } from "../model/event";
import type { JsonObject } from "../model/json";
import { draftOf, withType, type Draft } from "./draft/draft";
import { STEP_TYPES } from "./draft/fields";
import { dropDrafts, keptDraft } from "./draftMemory";
import type { Base } from "./editorStore";

/** Which step an editor is for. */
export type Target =
  | { readonly kind: "edit"; readonly id: string; readonly version?: number | undefined }
  | {
      readonly kind: "new";
      readonly type?: string | undefined;
      readonly from?: string | undefined;
      readonly version?: number | undefined;
    };

/** What an editor begins with. */
export interface Opened {
  /** Under which name the draft is kept in this browser. */
  readonly name: string;
  readonly base: Base;
  readonly draft: Draft;
  /** When the draft was left, by the browser's clock; null when it is none of an earlier visit. */
  readonly keptAt: number | null;
  /** Whether the version that should be restored is not in the history. */
  readonly isVersionMissing: boolean;
}

export type Opening =
  | { readonly state: "loading" }
  | { readonly state: "missing" }
  | { readonly state: "failed"; readonly error: Error; readonly tryAgain: () => void }
  | { readonly state: "open"; readonly opened: Opened };

/** Reads what the editor begins with, once: later changes of the stored step meet the draft instead of replacing it. */
export function useOpening(target: Target): Opening {
  const name = draftName(target);
  const query = useQuery({
    queryKey: ["editor-opening", name, target.version ?? null],
    queryFn: ({ signal }) => open(target, name, signal),
    staleTime: Infinity,
    // Each visit begins anew.
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [now] = useState(() => Date.now());
  useEffect(() => dropDrafts(now), [now]);
  if (query.error) return { state: "failed", error: query.error, tryAgain: () => void query.refetch() };
  if (query.data === undefined) return { state: "loading" };
  return query.data === null ? { state: "missing" } : { state: "open", opened: query.data };
}

export function draftName(target: Target): string {
  if (target.kind === "edit") return `step:${target.id}`;
  return target.from === undefined ? "new" : `copy:${target.from}`;
}

async function open(target: Target, name: string, signal: AbortSignal): Promise<Opened | null> {
  const base = await baseOf(target, signal);
  if (base === null) return null;
  const kept = target.version === undefined ? keptDraft(name, Date.now()) : null;
  if (kept) return { name, base: kept.base, draft: kept.draft, keptAt: kept.at, isVersionMissing: false };
  const fresh = { name, base, keptAt: null };
  if (target.version !== undefined) {
    const stepId = target.kind === "edit" ? target.id : (target.from ?? "");
    const version = await versionOf(stepId, target.version, signal);
    if (version !== null) return { ...fresh, draft: draftOf(version), isVersionMissing: false };
    return { ...fresh, draft: draftOf(base.definition), isVersionMissing: true };
  }
  return { ...fresh, draft: draftOf(base.definition), isVersionMissing: false };
}

async function baseOf(target: Target, signal: AbortSignal): Promise<Base | null> {
  if (target.kind === "edit") {
    const stored = await readStoredStep(target.id, signal);
    return stored && { id: target.id, definition: stored.definition, etag: stored.etag };
  }
  if (target.from !== undefined && target.version === undefined) {
    const original = await readStoredStep(target.from, signal);
    return original && { id: null, definition: copyOf(original.definition), etag: null };
  }
  const type = (STEP_TYPES as readonly string[]).includes(target.type ?? "") ? target.type! : "sync";
  return { id: null, definition: emptyStep(type), etag: null };
}

function emptyStep(type: string): JsonObject {
  const { definition } = withType(draftOf({ id: "", name: "", type: "", attributes: {} }), type);
  return definition;
}

/** A copy is another step: its name says so, and its id follows when the name is changed. */
function copyOf(definition: JsonObject): JsonObject {
  const name = readText(definition["name"]) || readText(definition["id"]);
  return { ...definition, id: `${readText(definition["id"])}-copy`, name: `${name} copy` };
}

/** The step as a recorded change left it; as it was before, where the change removed it. */
async function versionOf(stepId: string, entry: number, signal: AbortSignal): Promise<JsonObject | null> {
  const { entries } = await readHistory(stepId, { limit: 1, cursor: String(entry + 1), signal });
  const change = entries.find(({ id }) => id === entry)?.changes.find(({ step_id }) => step_id === stepId);
  return change?.after ?? change?.before ?? null;
}
