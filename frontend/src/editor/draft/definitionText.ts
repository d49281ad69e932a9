import { isJsonObject, parseJson, stringifyJson, type Json, type JsonObject } from "../../model/json";
import { STEP_FIELDS, ATTRIBUTE_FIELDS } from "./fields";

/** Order of the members of a step in texts (`api.md`, 3.1); names that are not here come behind, as they are. */
const ORDER = orderOf([
  ["id"],
  ["name"],
  ["type"],
  ["attributes"],
  ["labels"],
  ["memoizable"],
  ["predicate"],
  ...STEP_FIELDS.map(({ path }) => path),
]);
const ATTRIBUTE_ORDER = orderOf(ATTRIBUTE_FIELDS.map(({ path }) => path));

/** The definition as text with two spaces, members in the order of the API's description. */
export function definitionText(definition: JsonObject): string {
  const attributes = definition["attributes"];
  const ordered = inOrder(definition, ORDER);
  if (!isJsonObject(attributes)) return stringifyJson(ordered, 2);
  const specs = Object.entries(attributes).map(
    ([name, spec]) => [name, isJsonObject(spec) ? inOrder(spec, ATTRIBUTE_ORDER) : spec] as const,
  );
  return stringifyJson({ ...ordered, attributes: Object.fromEntries(specs) }, 2);
}

export type ReadText =
  | { readonly definition: JsonObject; readonly error: null }
  | { readonly definition: null; readonly error: string };

/** The definition that a text holds; otherwise what is wrong with the text. */
export function readDefinition(text: string): ReadText {
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    return { definition: null, error: error instanceof Error ? error.message : String(error) };
  }
  return isJsonObject(value)
    ? { definition: value, error: null }
    : { definition: null, error: "notAnObject" };
}

type Order = ReadonlyMap<string, readonly string[]>;

/** Member names by the path above them. */
function orderOf(paths: readonly (readonly string[])[]): Order {
  const order = new Map<string, string[]>();
  for (const path of paths) {
    path.forEach((name, depth) => {
      const above = path.slice(0, depth).join(".");
      const names = order.get(above) ?? [];
      if (!names.includes(name)) names.push(name);
      order.set(above, names);
    });
  }
  return order;
}

function inOrder(whole: JsonObject, order: Order, above = ""): JsonObject {
  const known = order.get(above) ?? [];
  const place = (name: string) => {
    const found = known.indexOf(name);
    return found < 0 ? known.length : found;
  };
  const entries = Object.entries(whole).sort(([a], [b]) => place(a) - place(b));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const path = above === "" ? name : `${above}.${name}`;
      return [name, isJsonObject(value) && order.has(path) ? inOrder(value, order, path) : value];
    }),
  );
}
