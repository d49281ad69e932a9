import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../data/rest";
import { showToast } from "../data/toasts";
import { undoAct } from "../data/undo";
import { readText } from "../model/event";
import { draftIn, isChangedIn, problemsIn, type Editor } from "./editorStore";
import { draftOf } from "./draft/draft";
import { equalJson } from "./draft/paths";
import { problemsOf, saveDraft } from "./saving";

/** Saves the draft of an editor; answers the id when it was saved, null when it was refused. */
export function useSave(editor: Editor): () => Promise<string | null> {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useCallback(async () => {
    const { base, saving } = editor.state;
    if (saving.phase === "saving") return null;
    const draft = draftIn(editor.state);
    const name = readText(draft.definition["name"]) || readText(draft.definition["id"]);
    const isNew = base.id === null;
    editor.set({ saving: { phase: "saving" } });
    try {
      const label = t(isNew ? "editor.act.create" : "editor.act.change", { name });
      const saved = await saveDraft(draft, base, label);
      const key = ["stored-step", saved.base.id];
      // An answer that is still under way is about the version before.
      await queries.cancelQueries({ queryKey: key });
      queries.setQueryData(key, { definition: saved.base.definition, etag: saved.base.etag });
      const { act } = saved;
      showToast(
        t(isNew ? "editor.created" : "editor.savedAs", { name }),
        act && {
          label: t("editor.undo"),
          act: () =>
            void undoAct(act).then(
              () => showToast(t("editor.undone", { what: act.label })),
              // The page tells a refused undo, with the difference.
              () => undefined,
            ),
        },
      );
      // What was typed while the answer was under way stays as a change of the new version.
      const typed = draftIn(editor.state);
      const isUntouched = equalJson(typed.definition, draft.definition) && typed.texts.size === 0;
      if (isUntouched)
        editor.restart(saved.base, { ...draftOf(saved.base.definition), samples: typed.samples });
      else editor.rebase(saved.base);
      return saved.base.id;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const problems = problemsOf(error);
      const { checked } = editor.state;
      editor.set({
        saving: { phase: "refused", error },
        ...(checked && problems.length > 0 ? { checked: { ...checked, problems } } : {}),
      });
      // Another version is stored by now, or none: looking at it shows the meeting of the two.
      if (error instanceof Refusal && (error.status === 412 || error.status === 404)) {
        void queries.invalidateQueries({ queryKey: ["stored-step", base.id] });
      }
      return null;
    }
  }, [editor, queries, t]);
}

/** Whether saving makes sense now; otherwise the reason, as the last word of a key of the messages. */
export function whyNotSave(
  editor: Editor["state"],
  hasNoLeader: boolean,
): "unchanged" | "errors" | "noLeader" | "saving" | null {
  if (editor.saving.phase === "saving") return "saving";
  if (editor.base.id !== null && !isChangedIn(editor)) return "unchanged";
  if (problemsIn(editor).some(({ severity }) => severity === "error")) return "errors";
  return hasNoLeader ? "noLeader" : null;
}
