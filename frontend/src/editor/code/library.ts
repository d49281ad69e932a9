import texts from "../../i18n/en/library.json";

/** One word of a language that the engine knows by itself. */
export interface LibraryWord {
  readonly name: string;
  /** How it is called. */
  readonly usage: string;
  readonly help: string;
}

/** What the library of a language has; empty for one without. Kept in the code chunk: no other page needs it. */
export function libraryOf(language: string): readonly LibraryWord[] {
  const words = (
    texts as unknown as Readonly<Record<string, readonly (readonly [string, string, string])[]>>
  )[language];
  return (words ?? []).map(([name, usage, help]) => ({ name, usage, help }));
}
