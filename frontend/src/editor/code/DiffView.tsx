import { json } from "@codemirror/lang-json";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { styleNonce } from "../../ui/theme";
import { codeTheme } from "./codeTheme";

export interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  readonly beforeLabel: string;
  readonly afterLabel: string;
}

/** Below this width both texts stand in one column. */
const SIDE_BY_SIDE_PX = 620;
const UNCHANGED = { margin: 3, minSize: 6 };

/** Two definitions as text with their differences: side by side, or in one column where there is no room. */
export function DiffView({ before, after, beforeLabel, afterLabel }: DiffViewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = place.current!;
    if (parent.clientWidth < SIDE_BY_SIDE_PX) {
      const merge = unifiedMergeView({
        original: before,
        mergeControls: false,
        gutter: true,
        collapseUnchanged: UNCHANGED,
      });
      const view = new EditorView({ parent, doc: after, extensions: [readOnly(afterLabel), merge] });
      return () => view.destroy();
    }
    const view = new MergeView({
      parent,
      a: { doc: before, extensions: readOnly(beforeLabel) },
      b: { doc: after, extensions: readOnly(afterLabel) },
      collapseUnchanged: UNCHANGED,
      gutter: true,
    });
    return () => view.destroy();
  }, [before, after, beforeLabel, afterLabel]);
  return <div ref={place} />;
}

function readOnly(label: string): Extension {
  return [
    EditorView.cspNonce.of(styleNonce()),
    lineNumbers(),
    json(),
    codeTheme,
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
}
