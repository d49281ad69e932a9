import { readObject, readText, readTexts } from "./event";
import type { Json, JsonObject } from "./json";

export type StepType = "sync" | "async" | "script" | "flow";
export type Role = "required" | "optional" | "const" | "meta" | "output";

export interface Script {
  readonly language: string;
  readonly script: string;
}

/** What one attribute is to a step, in the fields that the pages show. */
export interface Attribute {
  readonly name: string;
  readonly role: Role;
  /** Declared type; empty when the definition names none. */
  readonly type: string;
  /** The block of the role: `required`, `optional`, `const`, `meta` or `output`; `{}` without one. */
  readonly config: JsonObject;
}

/**
 * A step definition. `stored` is the definition exactly as the engine answered it: whoever edits a step
 * starts from it, so that no field that this page does not know is lost.
 */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly type: StepType;
  readonly attributes: readonly Attribute[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stored: JsonObject;
}

const ROLE_ORDER: readonly Role[] = ["required", "optional", "const", "meta", "output"];

/** The step of a stored definition. Attributes come inputs first, then by name. */
export function readStep(stored: JsonObject): Step {
  const id = readText(stored["id"]);
  return {
    id,
    name: readText(stored["name"]) || id,
    type: readText(stored["type"]) as StepType,
    attributes: Object.entries(readObject(stored["attributes"]))
      .map(([name, spec]) => readAttribute(name, spec))
      .sort((a, b) => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) || compareText(a.name, b.name)),
    labels: readLabels(stored["labels"]),
    stored,
  };
}

export function readLabels(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(readObject(value)).map(([key, text]) => [key, readText(text)]));
}

/** Attributes that a flow may bring to the step: an edge of the attribute graph ends here. */
export function consumed(step: Step): readonly Attribute[] {
  return step.attributes.filter(({ role }) => role === "required" || role === "optional");
}

/** Attributes that the step makes: an edge of the attribute graph begins here. */
export function provided(step: Step): readonly Attribute[] {
  return step.attributes.filter(({ role }) => role === "output");
}

/**
 * Where the health of the step comes from: a probe of its service, the runs of its script, the steps of its
 * child plan, or nowhere (a service without health check stays unknown for ever).
 */
export function healthSource(step: Step): "probe" | "script" | "members" | "none" {
  if (step.type === "script") return "script";
  if (step.type === "flow") return "members";
  return readText(readObject(step.stored["http"])["health_check"]) === "" ? "none" : "probe";
}

/** Goals of a flow step; empty for the other types. */
export function childGoals(step: Step): readonly string[] {
  return readTexts(readObject(step.stored["flow"])["goals"]);
}

/** Order of ids and names everywhere: by code unit, as the engine sorts. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readAttribute(name: string, spec: Json): Attribute {
  const fields = readObject(spec);
  const role = readText(fields["role"]) as Role;
  return { name, role, type: readText(fields["type"]), config: readObject(fields[role]) };
}
