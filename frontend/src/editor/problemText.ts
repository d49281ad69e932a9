import type { TFunction } from "i18next";
import type { Problem } from "../model/problem";
import { OWN } from "./draft/ownProblems";

/** What a problem says: the server's own text, or ours for what the browser found. */
export function problemText(problem: Problem, t: TFunction): string {
  const text = problem.message.startsWith(OWN) ? t(problem.message as "editor.own.idFixed") : problem.message;
  return problem.line > 0 ? `${t("editor.inLine", { line: problem.line })}: ${text}` : text;
}
