import { isExactDecimal, isJsonList, isJsonObject, type Json } from "./json";

/** A value that the server left out because of its size (`websocket.md`, W6). */
export interface LargeValue {
  readonly size_bytes: number;
  readonly type: string;
}

export function largeValue(value: Json): LargeValue | null {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return null;
  const { $large, type } = value;
  return typeof $large === "number" && typeof type === "string" ? { size_bytes: $large, type } : null;
}

const LONGEST = 60;

/** A value in one short line: `"EUR"`, `42`, `{3}`, `[1000]`. */
export function shortValue(value: Json): string {
  if (isExactDecimal(value)) return value.decimal;
  if (isJsonList(value)) return `[${value.length}]`;
  if (isJsonObject(value)) return `{${Object.keys(value).length}}`;
  if (typeof value === "bigint") return value.toString();
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
