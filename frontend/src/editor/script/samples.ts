import { readObject } from "../../model/event";
import { parseJson, stringifyJson, type Json, type JsonObject } from "../../model/json";
import { readField } from "../../model/startForm";

/** The kept samples of inputs by inner name; `{}` for a text that is no object. */
export function readSampleInputs(text: string): JsonObject {
  try {
    return readObject(parseJson(text));
  } catch {
    return {};
  }
}

/** How a sample is shown in the field of an input of this type. */
export function sampleText(value: Json | undefined, type: string): string {
  if (value === undefined) return "";
  return typeof value === "string" && type === "string" ? value : stringifyJson(value);
}

export type SampleValue = { readonly value: Json | undefined } | null;

/**
 * The value that was typed for an input; `undefined` for an empty field, null for a text that is no value of the
 * type. Without a declared type what is no JSON is taken as text.
 */
export function readSample(text: string, type: string): SampleValue {
  const field = readField(text, type);
  switch (field.kind) {
    case "notGiven":
      return { value: undefined };
    case "given":
      return { value: field.value };
    case "notJson":
      return type === "" || type === "any" ? { value: text } : null;
    case "wrongType":
      return null;
  }
}

export type Candidates =
  | { readonly values: readonly Json[]; readonly wrongLine: 0 }
  | { readonly values: null; readonly wrongLine: number };

/** One JSON value per line; otherwise the number of the first line that is none. */
export function readCandidates(text: string): Candidates {
  const values: Json[] = [];
  const lines = text.split("\n");
  for (const [place, line] of lines.entries()) {
    if (line.trim() === "") continue;
    try {
      values.push(parseJson(line));
    } catch {
      return { values: null, wrongLine: place + 1 };
    }
  }
  return { values, wrongLine: 0 };
}
