import { createStep, readStoredStep, updateStep } from "../data/steps";
import { didChange, type Act } from "../data/undo";
import { readText } from "../model/event";
import { isJsonList, type JsonObject } from "../model/json";
import { readProblems, type Problem } from "../model/problem";
import { Refusal } from "../data/rest";
import type { Draft } from "./draft/draft";
import { normaliseId } from "./draft/ids";
import { equalJson } from "./draft/paths";
import type { Base } from "./editorStore";

/** The definition as it is sent: the draft's, with the id as the engine would write it. */
export function definitionToSave(draft: Draft): JsonObject {
  const id = readText(draft.definition["id"]);
  const normalised = normaliseId(id);
  return normalised === id ? draft.definition : { ...draft.definition, id: normalised };
}

export interface Saved {
  /** What is stored now. */
  readonly base: Base;
  /** How to take it back; null when nothing had to change, or the history cannot be read. */
  readonly act: Act | null;
}

/**
 * Stores the draft: as a new step when the base is none, else in the place of the base if it is still the stored
 * version. Throws what the server refuses, with 412 when it is another version by now and 404 when it is gone.
 */
export async function saveDraft(draft: Draft, base: Base, label: string): Promise<Saved> {
  const definition = definitionToSave(draft);
  const stored =
    base.id === null ? await createStep(definition) : await updateStep(base.id, definition, base.etag);
  const id = readText(stored["id"]);
  const hasChanged = base.id === null || !equalJson(stored, base.definition);
  const [act, now] = await Promise.all([
    hasChanged ? didChange(label, id).catch(() => null) : null,
    readStoredStep(id).catch(() => null),
  ]);
  // Someone may have been quicker than the second answer: then its tag is not that of what was saved.
  const etag = now !== null && equalJson(now.definition, stored) ? now.etag : null;
  return { base: { id, definition: stored, etag }, act };
}

/** The problems that a refused save names, each with its place; none when it names none. */
export function problemsOf(error: Error): readonly Problem[] {
  if (!(error instanceof Refusal)) return [];
  const { details } = error.body;
  return isJsonList(details) ? readProblems(details) : [];
}
