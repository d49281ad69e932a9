import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useCatalog } from "../data/live";
import { readStoredStep, type StoredStep } from "../data/steps";
import { equalJson } from "./draft/paths";
import { draftOf } from "./draft/draft";
import { isChangedIn, useEditor, type Editor } from "./editorStore";

export type Meeting =
  | { readonly kind: "none" }
  /** The step was changed by someone else since the base. */
  | { readonly kind: "changed"; readonly theirs: StoredStep }
  | { readonly kind: "deleted" };

/**
 * Tells when the stored step is no longer the one that the draft began from. An untouched draft follows by itself:
 * there is nothing to lose. The catalog's stream says that something may have changed; the definition itself is
 * read from the engine, because the stream leaves large scripts out.
 */
export function useMeeting(editor: Editor): Meeting {
  const base = useEditor((state) => state.base);
  const isSaving = useEditor((state) => state.saving.phase === "saving");
  const isChanged = useEditor(isChangedIn);
  const catalog = useCatalog();
  const live = base.id === null ? undefined : catalog?.steps.get(base.id);
  const { data: stored, refetch } = useQuery({
    queryKey: ["stored-step", base.id],
    queryFn: ({ signal }) => readStoredStep(base.id ?? "", signal),
    enabled: base.id !== null,
    staleTime: 0,
  });
  const lastLive = useRef(live);
  useEffect(() => {
    if (base.id === null || lastLive.current === live) return;
    lastLive.current = live;
    void refetch();
  }, [live, base.id, refetch]);

  const isBehind =
    !isSaving && stored !== undefined && stored !== null && !equalJson(stored.definition, base.definition);
  useEffect(() => {
    if (isSaving || !stored || base.id === null) return;
    if (isBehind && !isChanged) {
      const next = { id: base.id, definition: stored.definition, etag: stored.etag };
      editor.restart(next, draftOf(stored.definition));
    } else if (!isBehind && stored.etag !== base.etag && stored.etag !== null) {
      editor.set({ base: { ...base, etag: stored.etag } });
    }
  }, [editor, stored, base, isBehind, isChanged, isSaving]);

  if (base.id === null || isSaving) return { kind: "none" };
  if (stored === null) return { kind: "deleted" };
  return isBehind && isChanged ? { kind: "changed", theirs: stored } : { kind: "none" };
}
