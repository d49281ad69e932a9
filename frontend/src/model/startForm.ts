import { parseJson, isExactDecimal, isJsonList, isJsonObject, type Json } from "./json";
import type { Plan } from "./plan";
import { compareText, consumed } from "./step";

/** One input of the flow to be started. */
export interface StartField {
  readonly name: string;
  /** Declared type; empty for none. */
  readonly type: string;
  readonly isRequired: boolean;
}

export type FieldValue =
  | { readonly kind: "notGiven" }
  | { readonly kind: "given"; readonly value: Json }
  | { readonly kind: "notJson" }
  | { readonly kind: "wrongType" };

/**
 * The inputs that the plan may be given, required ones first. A name that has been given is no longer among the
 * plan's missing ones; `given` keeps its field in place.
 */
export function startFields(plan: Plan, given: readonly string[]): readonly StartField[] {
  const fields = new Map<string, StartField>();
  for (const step of plan.steps.values()) {
    for (const { name, type, role } of consumed(step)) {
      const isMade = (plan.attributes.get(name)?.providers.length ?? 0) > 0;
      if (isMade && !plan.required.includes(name) && !given.includes(name)) continue;
      const known = fields.get(name);
      const isRequired = role === "required" || known?.isRequired === true;
      fields.set(name, { name, type: type || known?.type || "", isRequired });
    }
  }
  for (const name of [...plan.required, ...given]) {
    if (!fields.has(name)) fields.set(name, { name, type: "", isRequired: plan.required.includes(name) });
  }
  return [...fields.values()].sort(
    (a, b) => Number(b.isRequired) - Number(a.isRequired) || compareText(a.name, b.name),
  );
}

/** What a field holds: text as it is for a `string`, JSON for all other types. Empty is "not given". */
export function readField(text: string, type: string): FieldValue {
  if (text === "") return { kind: "notGiven" };
  if (type === "string") return { kind: "given", value: text };
  let value: Json;
  try {
    value = parseJson(text);
  } catch {
    return { kind: "notJson" };
  }
  return type === "" || type === "any" || typeOf(value) === type
    ? { kind: "given", value }
    : { kind: "wrongType" };
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "bigint" || isExactDecimal(value)) return "number";
  if (isJsonList(value)) return "array";
  return isJsonObject(value) ? "object" : typeof value;
}

/** An id for a new flow: the goal and a short random part. `random` is at least four bytes. */
export function suggestedFlowId(goal: string, random: Uint8Array): string {
  return `${goal}-${[...random.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
