import type { Problem } from "../../model/problem";
import { ATTRIBUTE_FIELDS, blockOf, STEP_FIELDS, type Field, type SectionName } from "./fields";
import { startsWith, type Path } from "./paths";

/** The part of the form in which a problem stands. */
export function sectionOf({ path }: Problem, type: string): SectionName {
  const [first] = path;
  if (first === undefined) return "identity";
  const field = (STEP_FIELDS as readonly Field[]).find((known) => startsWith(path, known.path));
  if (field) return field.section;
  if (first === "attributes") return "attributes";
  if (first === "http" || first === "flow" || first === "script")
    return blockOf(type) === first ? first : "other";
  return first === "work_config" ? "work" : "other";
}

/**
 * The path of the field at which a problem stands: the deepest field that its path lies in. Null when it belongs to
 * a whole section, or to a whole attribute, and not to one field.
 */
export function fieldPathOf({ path }: Problem): readonly string[] | null {
  if (path[0] !== "attributes" || path.length < 2) {
    return (STEP_FIELDS as readonly Field[]).find((field) => startsWith(path, field.path))?.path ?? null;
  }
  const setting = path.slice(2);
  // An inner name is spoken of as `mapping.name`, whatever the role: that is for the whole attribute.
  const field = (ATTRIBUTE_FIELDS as readonly Field[]).find((known) => startsWith(setting, known.path));
  return field ? ["attributes", String(path[1]), ...field.path] : null;
}

/** Problems at a field or inside it. */
export function problemsUnder(problems: readonly Problem[], path: Path): readonly Problem[] {
  return problems.filter((problem) => startsWith(problem.path, path));
}

/** How many errors and warnings there are. */
export function counts(problems: readonly Problem[]): { readonly errors: number; readonly warnings: number } {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: problems.length - errors };
}
