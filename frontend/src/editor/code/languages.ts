import { json } from "@codemirror/lang-json";
import { foldService, indentUnit, StreamLanguage } from "@codemirror/language";
import { lua } from "@codemirror/legacy-modes/mode/lua";
import type { EditorState } from "@codemirror/state";
import { type Extension } from "@codemirror/state";
import { aleMode } from "./aleMode";
import { jpathMode } from "./jpathMode";

export type CodeLanguage = "ale" | "lua" | "jpath" | "json";

const ALE = StreamLanguage.define(aleMode);
const LUA = StreamLanguage.define({
  ...lua,
  languageData: { ...lua.languageData, closeBrackets: { brackets: ["(", "[", "{", '"', "'"] } },
});
const JPATH = StreamLanguage.define(jpathMode);

/** Highlighting, indentation and folding of a language. */
export function languageSupport(language: CodeLanguage): Extension {
  switch (language) {
    case "ale":
      return [ALE, indentUnit.of("  "), foldByIndent];
    case "lua":
      return [LUA, indentUnit.of("  "), foldByIndent];
    case "jpath":
      return JPATH;
    case "json":
      return [json(), indentUnit.of("  ")];
  }
}

/** A line folds with the lines below it that stand further to the right, blank ones among them. */
const foldByIndent = foldService.of((state, lineStart) => {
  const line = state.doc.lineAt(lineStart);
  const depth = indentOf(state, line.text);
  if (depth === null) return null;
  let end = line.to;
  for (let number = line.number + 1; number <= state.doc.lines; number += 1) {
    const next = state.doc.line(number);
    const nextDepth = indentOf(state, next.text);
    if (nextDepth === null) continue;
    if (nextDepth <= depth) break;
    end = next.to;
  }
  return end > line.to ? { from: line.to, to: end } : null;
});

/** Columns before the first letter; null for a blank line. */
function indentOf(state: EditorState, text: string): number | null {
  const space = /^[ \t]*/.exec(text)?.[0] ?? "";
  if (space.length === text.length) return null;
  return [...space].reduce((columns, character) => columns + (character === "\t" ? state.tabSize : 1), 0);
}
