import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import { libraryOf } from "./library";

/** A name that the script sees. */
export interface AvailableName {
  readonly name: string;
  /** Type and origin, in words. */
  readonly detail: string;
}

const WORD = {
  ale: /[^\s()[\]{}"'`,;]+/,
  lua: /[\p{L}_][\p{L}\p{N}_.]*/u,
  jpath: /[\p{L}_$@][\p{L}\p{N}_.]*/u,
} as const;

/** Completes the names that are available here, and behind them the words of the language. */
export function scriptCompletion(
  language: keyof typeof WORD,
  names: readonly AvailableName[],
): CompletionSource {
  const own = names.map(({ name, detail }): Completion => ({
    label: written(language, name),
    detail,
    type: "variable",
    boost: 50,
  }));
  const words = libraryOf(language).map(({ name, usage, help }): Completion => ({
    label: name,
    detail: usage,
    info: help,
    type: "function",
  }));
  const options = [...own, ...words];
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(WORD[language]);
    if (!word && !context.explicit) return null;
    return {
      from: word?.from ?? context.pos,
      options,
      validFor: new RegExp(`^(?:${WORD[language].source})?$`, WORD[language].flags),
    };
  };
}

/** In JSONPath an input is a member of the document. */
function written(language: string, name: string): string {
  if (language !== "jpath") return name;
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `$.${name}` : `$[${JSON.stringify(name)}]`;
}
