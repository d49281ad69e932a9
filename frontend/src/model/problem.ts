import { readInteger, readText } from "./event";
import { isJsonList, isJsonObject, type Json } from "./json";

/** What is wrong or doubtful in a definition, and where (`ui.md`, section 20). */
export interface Problem {
  /** Place in the definition; empty for the whole of it. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Only an error keeps a step out of the catalog. */
  readonly severity: "error" | "warning";
  /** In a script, from 1; 0 where there is none. */
  readonly line: number;
  readonly column: number;
}

/** The problems of a list of the API; what is none is left out. */
export function readProblems(list: Json | undefined): readonly Problem[] {
  if (!isJsonList(list)) return [];
  return list.filter(isJsonObject).map((problem) => ({
    path: isJsonList(problem["path"])
      ? problem["path"].filter((key) => typeof key === "string" || typeof key === "number")
      : [],
    message: readText(problem["message"]),
    severity: problem["severity"] === "warning" ? "warning" : "error",
    line: readInteger(problem["line"]),
    column: readInteger(problem["column"]),
  }));
}
