import { stringifyJson, type JsonObject } from "./json";
import type { Init } from "./startDraft";

/** Longer values are left out of an address (`ui.md`, section 11.2). */
const LONGEST_BYTES = 2048;

/** The `init` of a start as it stands in an address. */
export interface InitText {
  /** Undefined when nothing is given, or too much. */
  readonly text: string | undefined;
  /** Names that are not in it: secrets, or all of them when they are too long. */
  readonly leftOut: readonly string[];
}

/** Secrets never stand in an address, and never more than 2 KB. */
export function initText(init: Init, isMasked: (name: string) => boolean): InitText {
  const names = Object.keys(init);
  const shown = names.filter((name) => !isMasked(name));
  if (shown.length === 0) return { text: undefined, leftOut: names };
  const text = stringifyJson(
    Object.fromEntries(shown.map((name) => [name, init[name] ?? []] as const)) satisfies JsonObject,
  );
  if (new TextEncoder().encode(text).length > LONGEST_BYTES) return { text: undefined, leftOut: names };
  return { text, leftOut: names.filter(isMasked) };
}

/** Whether a name holds one of the patterns, in letters of any case. */
export function masksName(name: string, patterns: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return patterns.some((pattern) => lower.includes(pattern.toLowerCase()));
}
