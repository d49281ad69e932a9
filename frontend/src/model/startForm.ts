import { parseJson, type Json } from "./json";
import { typeOf } from "./startDraft";

export type FieldValue =
  | { readonly kind: "notGiven" }
  | { readonly kind: "given"; readonly value: Json }
  | { readonly kind: "notJson" }
  | { readonly kind: "wrongType" };

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

/** An id for a new flow: the goal and a short random part. `random` is at least four bytes. */
export function suggestedFlowId(goal: string, random: Uint8Array): string {
  return `${goal}-${[...random.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
