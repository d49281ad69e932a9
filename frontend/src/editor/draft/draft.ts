import { isJsonObject, type Json, type JsonObject } from "../../model/json";
import { readDefinition } from "./definitionText";
import { blockOf, fieldAt, typeOf } from "./fields";
import { equalJson, pathKey, valueAt, withoutValue, withValue, type Path } from "./paths";

/**
 * A step that is being edited. The definition is the whole of it, with every field that the form does not know;
 * beside it stands what cannot be in a definition yet.
 */
export interface Draft {
  /** What would be saved. */
  readonly definition: JsonObject;
  /** By path key: what was typed into a field and is no value of it, such as `5 quarks` for a duration. */
  readonly texts: ReadonlyMap<string, string>;
  /** The text of the JSON view as it was left; null when the form was used since. May be no JSON at all. */
  readonly json: string | null;
  /** By path key: what was taken out and comes back by a switch, such as the HTTP block of a step now a script. */
  readonly parked: ReadonlyMap<string, Json>;
  /** By place of a script: the samples that it was tried with, as JSON text. */
  readonly samples: ReadonlyMap<string, string>;
}

export function draftOf(definition: JsonObject): Draft {
  return { definition, texts: new Map(), json: null, parked: new Map(), samples: new Map() };
}

/** Whether the text of the JSON view cannot be read. The form shows the last definition that could. */
export function isBroken(draft: Draft): boolean {
  return draft.json !== null && readDefinition(draft.json).definition === null;
}

/** Whether saving would change something, or something was typed that cannot be saved yet. */
export function isChanged(draft: Draft, initial: JsonObject): boolean {
  return draft.texts.size > 0 || isBroken(draft) || !equalJson(draft.definition, initial);
}

/** A value for a field. What was typed into the field before and was no value is gone. */
export function withField(draft: Draft, path: readonly string[], value: Json): Draft {
  return edited(draft, withValue(draft.definition, path, value), path);
}

/**
 * Empties a field: it takes the form that emptiness has in the stored definition (`"timeout": 0` where the engine
 * writes that), so that emptying what was empty changes nothing. `empties` are values that mean nothing here.
 * Blocks that become empty by it go too, unless they were stored so.
 */
export function withoutField(
  draft: Draft,
  path: readonly string[],
  initial: JsonObject,
  empties: readonly Json[] = [],
): Draft {
  const stored = valueAt(initial, path);
  if (stored !== undefined && [0, "", false, null, ...empties].some((empty) => equalJson(empty, stored))) {
    return withField(draft, path, stored);
  }
  return edited(draft, pruned(withoutValue(draft.definition, path), path, initial), path);
}

/** Without the blocks above `path` that are empty now, unless they were stored so. */
function pruned(whole: JsonObject, path: readonly string[], initial: JsonObject): JsonObject {
  let definition = whole;
  for (let above = path.slice(0, -1); above.length > 0; above = above.slice(0, -1)) {
    const block = valueAt(definition, above);
    if (!isJsonObject(block) || Object.keys(block).length > 0 || !mayGo(definition, above)) break;
    const stored = valueAt(initial, above);
    if (isJsonObject(stored) && Object.keys(stored).length === 0) break;
    definition = withoutValue(definition, above);
  }
  return definition;
}

/** The block of the step's own type, and the attributes, stay even when they are empty. */
function mayGo(definition: JsonObject, path: readonly string[]): boolean {
  return !(path.length === 1 && (path[0] === "attributes" || path[0] === blockOf(typeOf(definition))));
}

/** Keeps what was typed into a field and is no value of it. The definition stays as it was. */
export function withText(draft: Draft, path: Path, text: string): Draft {
  return { ...draft, texts: new Map(draft.texts).set(pathKey(path), text) };
}

/** Takes the text of the JSON view: the definition follows whenever the text can be read. */
export function withJson(draft: Draft, text: string): Draft {
  const { definition } = readDefinition(text);
  if (definition === null) return { ...draft, json: text };
  return { ...draft, json: text, definition, texts: new Map() };
}

/** Drops a text of the JSON view that cannot be read. */
export function withoutJson(draft: Draft): Draft {
  return { ...draft, json: null };
}

export function withSample(draft: Draft, place: string, text: string): Draft {
  return { ...draft, samples: new Map(draft.samples).set(place, text) };
}

/** Another type of step: blocks that do not belong to it wait aside, and come back with their type. */
export function withType(draft: Draft, type: string): Draft {
  let next = withField(draft, ["type"], type);
  const own = blockOf(type);
  for (const block of ["http", "script", "flow"] as const) {
    if (block !== own) next = switchedOff(next, [block]);
  }
  if (own !== null && valueAt(next.definition, [own]) === undefined) {
    next = switchedOn(
      next,
      [own],
      own === "script" ? { language: "ale", script: "" } : own === "flow" ? { goals: [] } : {},
    );
  }
  return next;
}

/** Takes a part out, and keeps it aside; blocks that become empty by it go too, as in `withoutField`. */
export function switchedOff(draft: Draft, path: readonly string[], initial: JsonObject = {}): Draft {
  const value = valueAt(draft.definition, path);
  if (value === undefined) return draft;
  const next = edited(draft, pruned(withoutValue(draft.definition, path), path, initial), path);
  return { ...next, parked: new Map(draft.parked).set(pathKey(path), value) };
}

/** Brings a part back that was switched off, or begins with `first`. */
export function switchedOn(draft: Draft, path: readonly string[], first: Json): Draft {
  return withField(draft, path, draft.parked.get(pathKey(path)) ?? first);
}

/** The draft with another definition after a change at `path`: the JSON view is written anew. */
export function edited(draft: Draft, definition: JsonObject, path: Path): Draft {
  const key = pathKey(path);
  const texts = draft.texts.has(key)
    ? new Map([...draft.texts].filter(([other]) => other !== key))
    : draft.texts;
  return { ...draft, definition, texts, json: null };
}

export interface OtherField {
  readonly path: Path;
  readonly value: Json;
}

const BLOCKS = new Set(["attributes", "http", "flow", "work_config"]);

/** Members of the definition that no field of the form shows. They are kept as they are. */
export function otherFields(definition: JsonObject): readonly OtherField[] {
  const found: OtherField[] = [];
  const look = (value: Json, path: Path): void => {
    const field = fieldAt(path);
    const isScript = field?.control === "script";
    const isOpen = path.length === 0 || isScript || isBlock(path);
    if (field !== null && !isScript) return;
    if (!isOpen || !isJsonObject(value)) {
      if (!isScriptMember(path)) found.push({ path, value });
      return;
    }
    for (const [name, inner] of Object.entries(value)) look(inner, [...path, name]);
  };
  look(definition, []);
  return found;
}

/** An object whose members are looked at one by one. */
function isBlock(path: Path): boolean {
  if (path.length === 1) return BLOCKS.has(String(path[0]));
  if (path[0] !== "attributes") return false;
  const setting = path.slice(2);
  return (
    setting.length === 0 ||
    (setting.length === 1 &&
      ["required", "optional", "const", "meta", "output"].includes(String(setting[0]))) ||
    (setting.length === 2 && setting[1] === "mapping")
  );
}

function isScriptMember(path: Path): boolean {
  const last = path.at(-1);
  return (last === "language" || last === "script") && fieldAt(path.slice(0, -1))?.control === "script";
}
