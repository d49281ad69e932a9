import { forEachDiagnostic, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";

/** Something to be marked in the text; lines and columns from 1, column 0 for the whole line. */
export interface Mark {
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly line: number;
  readonly column: number;
  /** Positions instead of line and column. */
  readonly range?: { readonly from: number; readonly to: number };
}

/** The marks as diagnostics of a text. A mark without a place stands at the first line. */
export function diagnosticsFor(doc: Text, marks: readonly Mark[]): readonly Diagnostic[] {
  return marks.map(({ message, severity, line, column, range }) => {
    const { from, to } = range ?? placeOf(doc, line, column);
    const end = Math.min(to, doc.length);
    return { message, severity, from: Math.min(from, end), to: end };
  });
}

function placeOf(doc: Text, line: number, column: number): { from: number; to: number } {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  if (column <= 0 || column > found.length) {
    const indent = /^\s*/.exec(found.text)?.[0].length ?? 0;
    return { from: Math.min(found.from + indent, found.to), to: found.to };
  }
  // Columns count characters and not the units of UTF-16 that positions count.
  const before = [...found.text].slice(0, column - 1).join("").length;
  const from = Math.min(found.from + before, found.to);
  const word = /^(?:[\p{L}\p{N}_-]+|.)/u.exec(found.text.slice(from - found.from))?.[0] ?? "";
  return { from, to: from + word.length };
}

/** Takes away the marks of lines that were changed: what the server said of them is no longer true. */
export const dropStaleMarks = EditorView.updateListener.of((update: ViewUpdate) => {
  if (!update.docChanged) return;
  const { doc } = update.state;
  const changed: { from: number; to: number }[] = [];
  update.changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
    changed.push({ from: doc.lineAt(fromB).from, to: doc.lineAt(toB).to });
  });
  const kept: Diagnostic[] = [];
  let dropped = 0;
  forEachDiagnostic(update.state, (diagnostic, from, to) => {
    if (changed.some((range) => from <= range.to && to >= range.from)) dropped += 1;
    else kept.push({ ...diagnostic, from, to });
  });
  if (dropped > 0) update.view.dispatch(setDiagnostics(update.state, kept));
});
