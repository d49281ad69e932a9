import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "../data/toasts";
import { redoLast, undoLast, useUndo } from "../data/undo";

const UndoRefused = lazy(async () => ({ default: (await import("../editor/UndoRefused")).UndoRefused }));

/** Ctrl Z and Ctrl Shift Z take changes of the catalog back and do them again; in a text field they are its own. */
export function UndoKeys() {
  const { t } = useTranslation();
  const refused = useUndo((state) => state.refused);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
      if (event.defaultPrevented || isText(event.target)) return;
      const { done, undone } = useUndo.getState();
      if ((event.shiftKey ? undone : done).length === 0) return;
      event.preventDefault();
      const turn = event.shiftKey ? redoLast : undoLast;
      const said = event.shiftKey ? "editor.redone" : "editor.undone";
      turn().then(
        (act) => act && showToast(t(said, { what: act.label })),
        // The dialog below tells a refusal.
        () => undefined,
      );
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [t]);
  return (
    refused && (
      <Suspense fallback={null}>
        <UndoRefused refused={refused} />
      </Suspense>
    )
  );
}

function isText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"))
  );
}
