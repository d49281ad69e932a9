import { useEffect } from "react";
import { dropDraft, keepDraft } from "./draftMemory";
import { draftIn, isChangedIn, type Editor } from "./editorStore";

/** A draft is written to the browser this long after the last change, and at once when the page goes away. */
const KEEP_AFTER_MS = 300;

/** Keeps the changed draft in this browser under `name`, and forgets it when nothing is left to save. */
export function useKeepDraft(editor: Editor, name: string): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let kept = draftIn(editor.state);
    let base = editor.state.base;
    const keep = () => {
      timer = null;
      kept = draftIn(editor.state);
      base = editor.state.base;
      if (isChangedIn(editor.state)) keepDraft(name, { at: Date.now(), base, draft: kept });
      else dropDraft(name);
    };
    const onChange = () => {
      if (draftIn(editor.state) === kept && editor.state.base === base) return;
      timer ??= setTimeout(keep, KEEP_AFTER_MS);
    };
    const now = () => {
      if (timer === null) return;
      clearTimeout(timer);
      keep();
    };
    const leave = editor.store.subscribe(onChange);
    window.addEventListener("pagehide", now);
    document.addEventListener("visibilitychange", now);
    return () => {
      now();
      leave();
      window.removeEventListener("pagehide", now);
      document.removeEventListener("visibilitychange", now);
    };
  }, [editor, name]);
}
