import {
  isExactDecimal,
  isJsonList,
  isJsonObject,
  jsonFault,
  parseJson,
  stringifyJson,
  type Json,
} from "./json";

/** One value as it stands in a field. `json` is JSON text; `text` is a text as it is, also an empty one. */
export interface DraftValue {
  readonly kind: "text" | "json";
  readonly source: string;
}

/** What is typed for each attribute. A name that is not there, or has no value, is not given. */
export type Draft = ReadonlyMap<string, readonly DraftValue[]>;

export type Init = Readonly<Record<string, readonly Json[]>>;

export type FieldProblem =
  /** `column` and `line` from 1; 0 where nobody knows. */
  | { readonly kind: "notJson"; readonly line: number; readonly column: number }
  | { readonly kind: "wrongType"; readonly type: string };

const NOWHERE = { line: 0, column: 0 };

export const NO_DRAFT: Draft = new Map();

/** What a value is worth for an attribute of a type, or what is wrong with it. */
export function readValue(value: DraftValue, type: string): { readonly value: Json } | FieldProblem {
  const read = parseValue(value);
  if ("kind" in read) return type === "number" ? { kind: "wrongType", type } : read;
  return fits(read.value, type) ? read : { kind: "wrongType", type };
}

export function isProblem(read: { readonly value: Json } | FieldProblem): read is FieldProblem {
  return "kind" in read;
}

function parseValue({ kind, source }: DraftValue): { readonly value: Json } | FieldProblem {
  if (kind === "text") return { value: source };
  try {
    return { value: parseJson(source) };
  } catch {
    return { kind: "notJson", ...(jsonFault(source) ?? NOWHERE) };
  }
}

function fits(value: Json, type: string): boolean {
  return type === "" || type === "any" || typeOf(value) === type;
}

/** The type of the API that a value has. */
export function typeOf(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "bigint" || isExactDecimal(value)) return "number";
  if (isJsonList(value)) return "array";
  return isJsonObject(value) ? "object" : typeof value;
}

/** The `init` of a draft: what is right in it. Values that are wrong are left out. */
export function initOf(draft: Draft, typeOfName: (name: string) => string): Init {
  const init: [string, readonly Json[]][] = [];
  for (const [name, values] of draft) {
    const given = values.flatMap((value) => {
      const read = readValue(value, typeOfName(name));
      return isProblem(read) ? [] : [read.value];
    });
    if (given.length > 0) init.push([name, given]);
  }
  return objectOf(init);
}

/** The first problem of each attribute of a draft. */
export function draftProblems(
  draft: Draft,
  typeOfName: (name: string) => string,
): ReadonlyMap<string, FieldProblem> {
  const problems = new Map<string, FieldProblem>();
  for (const [name, values] of draft) {
    const problem = values.map((value) => readValue(value, typeOfName(name))).find(isProblem);
    if (problem) problems.set(name, problem);
  }
  return problems;
}

/** A value as it is typed in a field of a type. */
export function draftValue(value: Json, type: string): DraftValue {
  const isText = typeof value === "string" && (type === "string" || type === "" || type === "any");
  if (isText) return { kind: "text", source: value };
  const isLong = (isJsonList(value) && value.length > 0) || isJsonObject(value);
  return { kind: "json", source: stringifyJson(value, isLong ? 2 : undefined) };
}

export function draftOf(init: Init, typeOfName: (name: string) => string): Draft {
  return new Map(
    Object.entries(init).map(([name, values]) => [
      name,
      values.map((value) => draftValue(value, typeOfName(name))),
    ]),
  );
}

/**
 * The draft after its `init` was edited as JSON. A field whose values are the same keeps how it was typed, and a
 * field with a mistake, which was never in the JSON, stays.
 */
export function withInit(draft: Draft, init: Init, typeOfName: (name: string) => string): Draft {
  const before = initOf(draft, typeOfName);
  const problems = draftProblems(draft, typeOfName);
  const next = new Map<string, readonly DraftValue[]>();
  for (const [name, values] of draft) {
    if (problems.has(name) && !hasName(init, name)) next.set(name, values);
  }
  for (const [name, values] of Object.entries(init)) {
    const typed = draft.get(name);
    const isSame = hasName(before, name) && stringifyJson(before[name] ?? []) === stringifyJson([...values]);
    next.set(name, typed && isSame ? typed : values.map((value) => draftValue(value, typeOfName(name))));
  }
  return next;
}

/** An `init` from JSON text, or what is wrong with it. Null and empty lists give no value. */
export function readInit(text: string): Init | { readonly problem: InitProblem } {
  let value: Json;
  try {
    value = text.trim() === "" ? {} : parseJson(text);
  } catch {
    return { problem: { kind: "notJson", ...(jsonFault(text) ?? NOWHERE) } };
  }
  if (!isJsonObject(value)) return { problem: { kind: "noObject" } };
  const init: [string, readonly Json[]][] = [];
  for (const [name, values] of Object.entries(value)) {
    if (values === null) continue;
    if (!isJsonList(values)) return { problem: { kind: "noList", name } };
    if (values.length > 0) init.push([name, values]);
  }
  return objectOf(init);
}

export type InitProblem =
  | { readonly kind: "notJson"; readonly line: number; readonly column: number }
  | { readonly kind: "noObject" }
  | { readonly kind: "noList"; readonly name: string };

export function isInitProblem(
  read: Init | { readonly problem: InitProblem },
): read is { readonly problem: InitProblem } {
  return "problem" in read && !Array.isArray(read["problem"]);
}

/** The text of an `init` as the JSON view shows it: one attribute a paragraph. */
export function writeInit(init: Init): string {
  return stringifyJson(init, 2);
}

/** `__proto__` is a legal name of an attribute, so the object is made of entries and not by assignment. */
function objectOf(entries: readonly (readonly [string, readonly Json[]])[]): Init {
  return Object.fromEntries(entries);
}

function hasName(init: Init, name: string): boolean {
  return Object.hasOwn(init, name);
}
