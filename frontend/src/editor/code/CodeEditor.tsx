import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionSource,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { styleNonce } from "../../ui/theme";
import { codeTheme } from "./codeTheme";
import { diagnosticsFor, dropStaleMarks, type Mark } from "./diagnostics";
import { languageSupport, type CodeLanguage } from "./languages";

export interface CodeEditorProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly language: CodeLanguage;
  readonly label: string;
  /** Ids of elements that say more about the field. */
  readonly describedBy?: string | undefined;
  readonly isReadOnly?: boolean;
  /** A field for one expression: no numbers of lines, and as low as its text. */
  readonly isSmall?: boolean;
  /** What may stand at the cursor. Must keep its identity. */
  readonly complete?: CompletionSource | undefined;
  /** What to mark; of positions in the text they are asked for with the text that is shown. */
  readonly marks?: readonly Mark[] | ((state: EditorState) => readonly Mark[]) | undefined;
  /** Text to be put at the cursor, each time that `count` grows. */
  readonly insertion?: { readonly text: string; readonly count: number } | undefined;
  /** Ctrl Enter. */
  readonly onRun?: (() => void) | undefined;
}

/** A code field in the colours of the page. Its text is `value`; what is typed goes to `onChange` at once. */
export function CodeEditor(props: CodeEditorProps) {
  const { value, language, label, describedBy, isReadOnly = false, complete, marks, insertion } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const now = useRef(props);
  const parts = useRef({
    language: new Compartment(),
    mode: new Compartment(),
    completion: new Compartment(),
  });

  useEffect(() => {
    now.current = props;
  });

  useEffect(() => {
    const { language: languagePart, mode, completion } = parts.current;
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: now.current.value,
        extensions: [
          Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => runNow(now.current) }])),
          basics(now.current.isSmall === true),
          languagePart.of(languageSupport(now.current.language)),
          mode.of([]),
          completion.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, []);

  useEffect(() => {
    const shown = view.current;
    if (!shown || shown.state.doc.toString() === value) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(languageSupport(language)) });
  }, [language]);

  useEffect(() => {
    view.current?.dispatch({
      effects: parts.current.mode.reconfigure(fieldMode(label, describedBy, isReadOnly)),
    });
  }, [label, describedBy, isReadOnly]);

  useEffect(() => {
    const found = complete
      ? autocompletion({ override: [complete], icons: false })
      : autocompletion({ icons: false });
    view.current?.dispatch({ effects: parts.current.completion.reconfigure(found) });
  }, [complete]);

  useEffect(() => {
    const shown = view.current;
    if (!shown || marks === undefined) return;
    const list = typeof marks === "function" ? marks(shown.state) : marks;
    shown.dispatch(setDiagnostics(shown.state, diagnosticsFor(shown.state.doc, list)));
  }, [marks]);

  const inserted = useRef(0);
  useEffect(() => {
    const shown = view.current;
    if (!shown || !insertion || insertion.count === inserted.current) return;
    inserted.current = insertion.count;
    shown.dispatch(shown.state.replaceSelection(insertion.text));
    shown.focus();
  }, [insertion]);

  return <div ref={place} />;
}

function runNow({ onRun }: CodeEditorProps): boolean {
  onRun?.();
  return onRun !== undefined;
}

function basics(isSmall: boolean): Extension {
  return [
    EditorView.cspNonce.of(styleNonce()),
    isSmall ? [] : [lineNumbers(), foldGutter(), highlightActiveLine(), highlightActiveLineGutter()],
    history(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    rectangularSelection(),
    crosshairCursor(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    dropStaleMarks,
    EditorView.lineWrapping,
    codeTheme,
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      // After Escape, Tab leaves the field: the view sees to that.
      indentWithTab,
    ]),
  ];
}

function fieldMode(label: string, describedBy: string | undefined, isReadOnly: boolean): Extension {
  return [
    EditorView.contentAttributes.of({
      "aria-label": label,
      ...(describedBy ? { "aria-describedby": describedBy } : {}),
    }),
    isReadOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
  ];
}
