import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const LOOK = EditorView.theme({
  "&": {
    color: "var(--text)",
    backgroundColor: "var(--ground)",
    border: "1px solid var(--control-border)",
    borderRadius: "var(--radius)",
    fontSize: "13px",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--text)", padding: "6px 0" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--code-selection)",
  },
  ".cm-gutters": {
    color: "var(--text-secondary)",
    backgroundColor: "var(--ground-raised)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--ground-raised)" },
  "&:not(.cm-focused) .cm-activeLine, &:not(.cm-focused) .cm-activeLineGutter": {
    backgroundColor: "transparent",
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--ground-strong)",
    outline: "1px solid var(--accent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--state-failed)",
  },
  ".cm-tooltip": {
    color: "var(--text)",
    backgroundColor: "var(--ground-raised)",
    border: "1px solid var(--control-border)",
    borderRadius: "var(--radius)",
    fontFamily: "var(--font-text)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-code)",
    maxWidth: "min(560px, 90vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--on-accent)",
    backgroundColor: "var(--accent)",
  },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionInfo": { padding: "6px 10px", maxWidth: "360px" },
  ".cm-completionMatchedText": { textDecoration: "underline" },
  ".cm-diagnostic": { padding: "4px 10px", whiteSpace: "pre-wrap", fontFamily: "var(--font-text)" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--state-failed)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--state-waiting)" },
  ".cm-lintRange-error, .cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-error": { textDecorationColor: "var(--state-failed)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--state-waiting)" },
  ".cm-lintPoint::after": { borderBottomColor: "var(--state-failed)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--ground-raised)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "6px 28px 6px 8px" },
  ".cm-panel.cm-search label": { fontSize: "12px" },
  ".cm-textfield": {
    color: "var(--text)",
    backgroundColor: "var(--ground)",
    border: "1px solid var(--control-border)",
    borderRadius: "var(--radius)",
  },
  ".cm-button": {
    color: "var(--text)",
    backgroundColor: "var(--ground)",
    backgroundImage: "none",
    border: "1px solid var(--control-border)",
    borderRadius: "var(--radius)",
  },
  ".cm-panel.cm-search [name=close], .cm-dialog-close": {
    color: "var(--text)",
    minWidth: "24px",
    minHeight: "24px",
  },
  ".cm-searchMatch": { backgroundColor: "var(--code-match)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--accent)" },
  ".cm-selectionMatch": { backgroundColor: "var(--ground-strong)" },
  ".cm-foldPlaceholder": {
    color: "var(--text-secondary)",
    backgroundColor: "var(--ground-strong)",
    border: "1px solid var(--line)",
  },
  ".cm-changedLine, .cm-changedText, .cm-deletedChunk, &.cm-merge-a .cm-changedLine, &.cm-merge-b .cm-changedLine":
    {
      backgroundImage: "none",
    },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--code-removed)" },
  "&.cm-merge-b .cm-changedLine, .cm-insertedLine": { backgroundColor: "var(--code-added)" },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "var(--code-removed)",
    textDecoration: "underline",
  },
  "&.cm-merge-b .cm-changedText": { background: "var(--code-added)", textDecoration: "underline" },
  ".cm-collapsedLines": {
    color: "var(--text-secondary)",
    background: "var(--ground-strong)",
    padding: "3px 8px",
  },
  // The signs that the library puts around the text are in few fonts.
  ".cm-collapsedLines::before, .cm-collapsedLines::after": { content: '""' },
});

/** Colours tell kinds of words apart; weight and slant say the same to those who see no colours. */
const WORDS = HighlightStyle.define([
  { tag: tags.comment, color: "var(--text-secondary)", fontStyle: "italic" },
  {
    tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword],
    color: "var(--code-keyword)",
    fontWeight: "600",
  },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.atom, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.propertyName, tags.attributeName], color: "var(--code-name)" },
  { tag: tags.standard(tags.variableName), color: "var(--code-name)" },
]);

/** The editor in the colours of the page, in both themes. */
export const codeTheme: Extension = [LOOK, syntaxHighlighting(WORDS)];
