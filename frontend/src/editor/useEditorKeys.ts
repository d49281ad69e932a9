import { useEffect, useRef, type RefObject } from "react";
import { isChangedIn, type Editor } from "./editorStore";

interface Parts {
  readonly editor: Editor;
  readonly root: RefObject<HTMLElement | null>;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

/**
 * Keys of an open editor: Ctrl S saves, Ctrl Z and Ctrl Shift Z undo inside the draft, Escape closes an unchanged one.
 * They come before those of the page, also while nothing has the focus; in a text field Ctrl Z is the field's own.
 */
export function useEditorKeys(parts: Parts): void {
  const now = useRef(parts);
  useEffect(() => {
    now.current = parts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { editor, root, onSave } = now.current;
      const isModified = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (isModified && key === "s") {
        event.preventDefault();
        onSave();
        return;
      }
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      if (target !== document.body && !root.current?.contains(target)) return;
      if (isModified && key === "z" && !isText(target)) {
        const { past, future } = editor.state.timeline;
        if ((event.shiftKey ? future : past).length === 0) return;
        event.preventDefault();
        // The catalog's own undo listens on the page.
        event.stopPropagation();
        if (event.shiftKey) editor.redo();
        else editor.undo();
      }
    };
    // Menus, lists of suggestions and the code fields take Escape for themselves, so it is looked at after them.
    const onEscape = (event: KeyboardEvent) => {
      const { editor, root, onClose } = now.current;
      if (event.key !== "Escape" || event.defaultPrevented || isChangedIn(editor.state)) return;
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      const isInside = target === document.body || root.current?.contains(target) === true;
      const isTaken =
        target.closest(".cm-editor") !== null || target.getAttribute("aria-expanded") === "true";
      if (!isInside || isTaken) return;
      // The first Escape leaves a field: a text that has not become part of the draft yet is not thrown away.
      if (isText(target)) target.blur();
      else onClose();
    };
    window.addEventListener("keydown", onKey, true);
    document.addEventListener("keydown", onEscape);
    return () => {
      window.removeEventListener("keydown", onKey, true);
      document.removeEventListener("keydown", onEscape);
    };
  }, []);
}

function isText(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches("textarea, input:not([type=checkbox], [type=radio])");
}
