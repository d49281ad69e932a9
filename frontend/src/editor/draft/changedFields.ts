import { readObject } from "../../model/event";
import type { JsonObject } from "../../model/json";
import { compareText } from "../../model/step";
import { equalJson } from "./paths";

/** What differs between two definitions, in short: names of fields, and of attributes one by one. */
export function changedFields(before: JsonObject, after: JsonObject): readonly string[] {
  const found: string[] = [];
  for (const name of membersOf(before, after)) {
    if (equalJson(before[name], after[name])) continue;
    if (name === "attributes")
      found.push(...changedAttributes(readObject(before[name]), readObject(after[name])));
    else found.push(name);
  }
  return found;
}

function changedAttributes(before: JsonObject, after: JsonObject): readonly string[] {
  return membersOf(before, after)
    .filter((name) => !equalJson(before[name], after[name]))
    .sort(compareText)
    .map((name) => `attributes.${name}`);
}

function membersOf(a: JsonObject, b: JsonObject): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
