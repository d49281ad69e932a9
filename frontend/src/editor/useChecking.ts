import { useEffect } from "react";
import { useLive } from "../data/live";
import { checkStep } from "../data/checks";
import { isCheckable } from "./draft/ownProblems";
import type { Draft } from "./draft/draft";
import { draftIn, type Editor } from "./editorStore";
import { definitionToSave } from "./saving";

/** The server is asked this long after the last change. */
const CHECK_AFTER_MS = 400;

/**
 * Has the server check the draft after each pause in typing, and again when the catalog around it changes.
 * Answers that were overtaken are dropped.
 */
export function useChecking(editor: Editor): void {
  const catalog = useLive((state) => state.catalog);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let asked = new AbortController();
    let seen: Draft | null = null;
    const check = async () => {
      asked = new AbortController();
      const { signal } = asked;
      const { base } = editor.state;
      try {
        const checked = await checkStep(definitionToSave(editor.draft), base.id, signal);
        if (!signal.aborted) editor.set({ checked, isChecking: false, checkError: null });
      } catch (error) {
        if (!signal.aborted && error instanceof Error) editor.set({ isChecking: false, checkError: error });
      }
    };
    const onChange = () => {
      const draft = draftIn(editor.state);
      if (draft.definition === seen?.definition) return;
      const isFirst = seen === null;
      seen = draft;
      if (timer !== null) clearTimeout(timer);
      asked.abort();
      if (!isCheckable(draft)) return;
      if (!isFirst) editor.set({ isChecking: true });
      timer = setTimeout(() => void check(), isFirst ? 0 : CHECK_AFTER_MS);
    };
    onChange();
    const leave = editor.store.subscribe(onChange);
    return () => {
      leave();
      if (timer !== null) clearTimeout(timer);
      asked.abort();
    };
  }, [editor, catalog]);
}
