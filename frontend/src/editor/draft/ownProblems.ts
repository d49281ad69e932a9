import { readObject, readText } from "../../model/event";
import type { Problem } from "../../model/problem";
import { isBroken, type Draft } from "./draft";
import { readDefinition } from "./definitionText";
import { fieldAt } from "./fields";
import { normaliseId } from "./ids";
import type { Path } from "./paths";

/** Messages of the browser's own checks: keys of the catalogue of messages, before their problem is shown. */
export const OWN = "editor.own.";

const known = new WeakMap<Draft, readonly Problem[]>();

/**
 * What the browser sees without asking: the obvious that the server cannot know, since it is sent definitions only.
 * `message` is a key of the catalogue of messages when it begins with `OWN`. One draft always gives one list.
 */
export function ownProblems(draft: Draft, storedId: string | null): readonly Problem[] {
  const before = known.get(draft);
  if (before) return before;
  const problems = found(draft, storedId);
  known.set(draft, problems);
  return problems;
}

function found(draft: Draft, storedId: string | null): readonly Problem[] {
  const problems: Problem[] = [];
  if (isBroken(draft)) {
    const error = readDefinition(draft.json ?? "").error ?? "";
    problems.push(problem([], error === "notAnObject" ? `${OWN}notAnObject` : error));
  }
  for (const key of draft.texts.keys()) {
    const path = JSON.parse(key) as Path;
    problems.push(problem(path, `${OWN}${messageFor(path)}`));
  }
  const id = readText(draft.definition["id"]);
  if (storedId !== null && normaliseId(id) !== storedId) problems.push(problem(["id"], `${OWN}idFixed`));
  return problems;
}

function messageFor(path: Path): string {
  if (path[0] === "attributes" && path[2] === "@name") return "nameTaken";
  switch (fieldAt(path)?.control) {
    case "duration":
      return "notADuration";
    case "integer":
      return "notAnInteger";
    case "typedValue":
      return "notTheType";
    default:
      return "notAValue";
  }
}

function problem(path: Path, message: string): Problem {
  return { path, message, severity: "error", line: 0, column: 0 };
}

/** Whether the definition has what the server needs to be asked at all. */
export function isCheckable(draft: Draft): boolean {
  return !isBroken(draft) && Object.keys(readObject(draft.definition)).length > 0;
}
