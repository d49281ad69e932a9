import { isSafeNumber, parse as parseLossless, stringify as stringifyLossless } from "lossless-json";

/**
 * A decimal that a JavaScript number cannot hold exactly, with its digits as they were written.
 * `exact` is a BigInt because parsed JSON never holds a small one: no value of a user can be taken for this tag.
 * A plain object, because classes do not survive the structured clone of a worker.
 */
export interface ExactDecimal {
  readonly decimal: string;
  readonly exact: 0n;
}

/** Any JSON value. Integers above 2^53 are `bigint`, decimals that do not fit a number are `ExactDecimal`. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | ExactDecimal
  | readonly Json[]
  | { readonly [name: string]: Json };

export type JsonObject = Readonly<Record<string, Json>>;

/**
 * Text that may hold a number which needs the slow parser: sixteen digits in a row, or an exponent of three, where a
 * number can begin. Fifteen significant digits always survive a 64-bit float. A string that looks like one only
 * costs time; a token such as `4e123abc` does not look like one, because a quote stands before it.
 */
const NEEDS_EXACT_PARSER = /(?:^|[:,[\s])-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;

/** The value of a JSON text. Throws `SyntaxError` when it is none. */
export function parseJson(text: string): Json {
  if (!NEEDS_EXACT_PARSER.test(text)) return JSON.parse(text) as Json;
  return parseLossless(text, undefined, { parseNumber: exactNumber, onDuplicateKey: lastWins }) as Json;
}

/**
 * Where a text stops being JSON, from 1; null when nobody knows. The exact parser is asked, because it always tells
 * the position, and the fast one only sometimes.
 */
export function jsonFault(text: string): { readonly line: number; readonly column: number } | null {
  try {
    parseLossless(text);
    return null;
  } catch (error) {
    const [, position] = /position (\d+)/.exec(error instanceof Error ? error.message : "") ?? [];
    if (position === undefined) return null;
    const before = text.slice(0, Number(position)).split("\n");
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}

/** The JSON text of a value; with `space`, indented by so many columns. */
export function stringifyJson(value: Json, space?: number): string {
  const text = stringifyLossless(value, undefined, space, [
    { test: isExactDecimal, stringify: (tagged) => (tagged as ExactDecimal).decimal },
  ]);
  return text ?? "null";
}

export function isExactDecimal(value: unknown): value is ExactDecimal {
  return typeof value === "object" && value !== null && (value as { exact?: unknown }).exact === 0n;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactDecimal(value);
}

export function isJsonList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

function exactNumber(digits: string): Json {
  if (/^-?\d+$/.test(digits)) {
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : BigInt(digits);
  }
  if (isSafeNumber(digits) && Number.isFinite(Number(digits))) return Number(digits);
  return { decimal: digits, exact: 0n };
}

/** As `JSON.parse` does it, so that both parsers read one text alike. */
function lastWins(duplicate: { newValue: unknown }): unknown {
  return duplicate.newValue;
}
