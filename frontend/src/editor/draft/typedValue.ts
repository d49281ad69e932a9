import {
  parseJson,
  isExactDecimal,
  isJsonList,
  isJsonObject,
  stringifyJson,
  type Json,
} from "../../model/json";

/**
 * A default or a constant as a person edits it. The definition holds its JSON text (`"\"x\""` for x); nobody should
 * have to type that. `json` is for everything that is no plain text or that cannot be read.
 */
export interface TypedValue {
  readonly kind: "none" | "text" | "json";
  /** The text itself, or JSON text. */
  readonly text: string;
}

/** How the stored JSON text is shown for an attribute of this type. */
export function typedValue(jsonText: string, type: string): TypedValue {
  if (jsonText === "") return { kind: "none", text: "" };
  const value = valueOf(jsonText);
  const mayBeText = type === "string" || type === "any" || type === "";
  if (mayBeText && typeof value === "string") return { kind: "text", text: value };
  return { kind: "json", text: jsonText };
}

/** The JSON text to be stored; null when the text is no JSON, or is of another type than the attribute. */
export function storedText({ kind, text }: TypedValue, type: string): string | null {
  if (kind === "none") return "";
  if (kind === "text") return stringifyJson(text);
  const value = valueOf(text);
  if (value === undefined) return null;
  return type === "" || type === "any" || jsonType(value) === type ? text.trim() : null;
}

/** The kinds of value that an attribute of this type can have. */
export function kindsFor(type: string): readonly ("text" | "json")[] {
  if (type === "string") return ["text"];
  return type === "any" || type === "" ? ["text", "json"] : ["json"];
}

/** A value to begin with when a constant or default of this type is switched on. */
export function firstText(type: string): string {
  switch (type) {
    case "number":
      return "0";
    case "boolean":
      return "false";
    case "object":
      return "{}";
    case "array":
      return "[]";
    case "null":
      return "null";
    default:
      return '""';
  }
}

/** The name of a JSON value's type, as definitions name types. */
export function jsonType(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "bigint" || isExactDecimal(value)) return "number";
  if (isJsonList(value)) return "array";
  return isJsonObject(value) ? "object" : typeof value;
}

function valueOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
