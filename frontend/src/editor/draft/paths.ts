import { isExactDecimal, isJsonList, isJsonObject, type Json, type JsonObject } from "../../model/json";

/** A place in a step definition. Ids and attribute names are foreign, so a path is a list and never dotted text. */
export type Path = readonly (string | number)[];

/** The value at a path; undefined where nothing is. Inherited members of objects are nothing. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const key of path) found = memberOf(found, key);
  return found;
}

function memberOf(value: Json | undefined, key: string | number): Json | undefined {
  if (isJsonList(value)) return typeof key === "number" ? value[key] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The definition with a value at a path; objects on the way are made where they are missing. */
export function withValue(whole: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return isJsonObject(value) ? value : whole;
  const inner = memberOf(whole, key);
  const replaced = rest.length === 0 ? value : withValue(isJsonObject(inner) ? inner : {}, rest, value);
  return { ...whole, [key]: replaced };
}

/** The definition without the member at a path; the same object when there is none. */
export function withoutValue(whole: JsonObject, path: readonly string[]): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(whole, key)) return whole;
  if (rest.length === 0) {
    return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key));
  }
  const inner = whole[key];
  if (!isJsonObject(inner)) return whole;
  const replaced = withoutValue(inner, rest);
  return replaced === inner ? whole : { ...whole, [key]: replaced };
}

/** A path as text, for keys of maps. Different paths never have one text. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

export function startsWith(path: Path, beginning: Path): boolean {
  return beginning.length <= path.length && beginning.every((key, place) => path[place] === key);
}

/** Whether two values are one JSON value; the order of members does not matter, that of elements does. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isJsonList(a)) {
    return isJsonList(b) && a.length === b.length && a.every((item, place) => equalJson(item, b[place]));
  }
  if (isExactDecimal(a)) return isExactDecimal(b) && a.decimal === b.decimal;
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
  );
}
