import { readObject, readText } from "../../model/event";
import { isJsonObject, type Json, type JsonObject } from "../../model/json";
import { compareText } from "../../model/step";
import { edited, type Draft } from "./draft";
import { ATTRIBUTE_TYPES, ROLES, settingsOf } from "./fields";
import { pathKey, valueAt, withoutValue, withValue } from "./paths";

export interface AttributeRow {
  readonly name: string;
  /** Empty where the spec names none. */
  readonly role: string;
  readonly type: string;
  readonly spec: JsonObject;
}

/** The attributes in the order of the form: by role, then by name. Those of unknown roles come last. */
export function attributeRows(definition: JsonObject): readonly AttributeRow[] {
  const place = (role: string) => {
    const found = (ROLES as readonly string[]).indexOf(role);
    return found < 0 ? ROLES.length : found;
  };
  return Object.entries(readObject(definition["attributes"]))
    .map(([name, spec]) => {
      const fields = readObject(spec);
      return { name, role: readText(fields["role"]), type: readText(fields["type"]), spec: fields };
    })
    .sort((a, b) => place(a.role) - place(b.role) || compareText(a.name, b.name));
}

/** A new attribute, unless the name is taken. */
export function withAttribute(draft: Draft, name: string, role: string, type: string): Draft {
  if (name === "" || hasAttribute(draft.definition, name)) return draft;
  const spec: Record<string, Json> = { role };
  if (type !== "") spec["type"] = type;
  return edited(draft, withValue(draft.definition, ["attributes", name], spec), ["attributes", name]);
}

export function withoutAttribute(draft: Draft, name: string): Draft {
  const next = edited(draft, withoutValue(draft.definition, ["attributes", name]), ["attributes", name]);
  return { ...next, texts: new Map([...next.texts].filter(([key]) => !isUnder(key, name))) };
}

/** The same attribute under another name, at the same place. The draft as it was if that name is taken. */
export function withAttributeName(draft: Draft, name: string, wanted: string): Draft {
  if (name === wanted || wanted === "" || hasAttribute(draft.definition, wanted)) return draft;
  const entries = Object.entries(readObject(draft.definition["attributes"])).map(
    ([key, spec]) => [key === name ? wanted : key, spec] as const,
  );
  const definition = { ...draft.definition, attributes: Object.fromEntries(entries) };
  const moved = [...draft.texts].map(
    ([key, text]) => [isUnder(key, name) ? renamedKey(key, wanted) : key, text] as const,
  );
  return { ...edited(draft, definition, ["attributes", name, "name"]), texts: new Map(moved) };
}

/** A copy with a free name of its own. */
export function withDuplicate(draft: Draft, name: string): Draft {
  const spec = valueAt(draft.definition, ["attributes", name]);
  if (spec === undefined) return draft;
  let copy = `${name}_copy`;
  for (let number = 2; hasAttribute(draft.definition, copy); number += 1) copy = `${name}_copy_${number}`;
  return edited(draft, withValue(draft.definition, ["attributes", copy], spec), ["attributes", copy]);
}

/** Another role: settings that the new role has too are kept, a default becomes a constant and back. */
export function withRole(draft: Draft, name: string, role: string): Draft {
  const spec = readObject(valueAt(draft.definition, ["attributes", name]));
  const old = readText(spec["role"]);
  if (old === role) return draft;
  const block = { ...readObject(spec[old]) };
  if (old === "optional" && role === "const") move(block, "default", "value");
  if (old === "const" && role === "optional") move(block, "value", "default");
  const kept = keptSettings(block, old, role);
  const rest = Object.entries(spec).filter(([key]) => key !== "role" && key !== old && key !== role);
  const next = {
    role,
    ...Object.fromEntries(rest),
    ...(Object.keys(kept).length > 0 ? { [role]: kept } : {}),
  };
  return edited(draft, withValue(draft.definition, ["attributes", name], next), ["attributes", name, "role"]);
}

/** Members that the new role has, and those that no role knows. */
function keptSettings(block: JsonObject, old: string, role: string): JsonObject {
  const had = new Set(settingsOf(old).map(({ path }) => path[1]));
  const has = new Set(settingsOf(role).map(({ path }) => path[1]));
  return Object.fromEntries(Object.entries(block).filter(([member]) => has.has(member) || !had.has(member)));
}

function move(block: Record<string, Json>, from: string, to: string): void {
  const value = block[from];
  if (value === undefined) return;
  delete block[from];
  block[to] = value;
}

export interface PastedAttribute {
  readonly name: string;
  readonly type: string;
}

/** Lines of `name: type` or of a name alone; null when the text is anything else, or only one line. */
export function pastedAttributes(text: string): readonly PastedAttribute[] | null {
  const lines = text
    .split(/[\n\r]+/)
    .map((line) => line.trim().replace(/,$/, ""))
    .filter((line) => line !== "");
  if (lines.length < 2) return null;
  const pasted: PastedAttribute[] = [];
  for (const line of lines) {
    const parts = /^"?([^":\s][^":]*?)"?(?:\s*:\s*"?([a-z]*)"?)?$/.exec(line);
    const type = parts?.[2] ?? "";
    if (!parts || (type !== "" && !(ATTRIBUTE_TYPES as readonly string[]).includes(type))) return null;
    pasted.push({ name: parts[1]!, type });
  }
  return pasted;
}

export function hasAttribute(definition: JsonObject, name: string): boolean {
  const attributes = definition["attributes"];
  return isJsonObject(attributes) && Object.hasOwn(attributes, name);
}

/** The inner name of an attribute: what the step itself calls it (`api.md`, 3.6). */
export function innerName({ name, role, spec }: AttributeRow): string {
  return readText(readObject(readObject(spec[role])["mapping"])["name"]) || name;
}

export interface ScriptName {
  /** What a script calls it. */
  readonly name: string;
  readonly attribute: string;
  readonly role: string;
  readonly type: string;
}

/** The names that a script of the step sees, in the order of its arguments (`scripts.md`, section 2). */
export function scriptNames(definition: JsonObject): readonly ScriptName[] {
  return attributeRows(definition)
    .filter(({ role }) => role !== "output")
    .map((row) => ({ name: innerName(row), attribute: row.name, role: row.role, type: row.type }))
    .sort((a, b) => compareText(a.name, b.name));
}

export interface OutputName {
  readonly name: string;
  readonly type: string;
}

/** What a script has to give: the outputs by their inner names; those with a mapping script take what they want. */
export function scriptOutputs(definition: JsonObject): readonly OutputName[] {
  return attributeRows(definition)
    .filter(({ role, spec }) => {
      const script = readObject(readObject(readObject(spec["output"])["mapping"])["script"]);
      return role === "output" && readText(script["script"]) === "";
    })
    .map((row) => ({ name: innerName(row), type: row.type }));
}

function isUnder(key: string, name: string): boolean {
  const path = JSON.parse(key) as unknown[];
  return path[0] === "attributes" && path[1] === name;
}

function renamedKey(key: string, name: string): string {
  const [first, , ...rest] = JSON.parse(key) as string[];
  return pathKey([first ?? "", name, ...rest]);
}
