import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { saveSharedLayout, type SharedPositions } from "../../data/catalogUse";
import { showToast } from "../../data/toasts";
import { did, type Act } from "../../data/undo";
import type { Positions } from "../../graph/geometry";

/**
 * Saves places for all when cards were moved, as an act that can be undone. Others see them when they open the
 * page next; until then their cards stay where they are.
 */
export function useLayoutSaving(stored: SharedPositions | null) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useCallback(
    (positions: Positions, before: Positions) => {
      const save = async (places: SharedPositions) => {
        // Steps that are not on display keep their places.
        const all = new Map([...(stored ?? []), ...places]);
        await saveSharedLayout(all);
        queries.setQueryData(["layout"], all);
      };
      const act = (to: SharedPositions, from: SharedPositions): Act => ({
        label: t("catalog.layout.act"),
        undo: async () => {
          await save(from);
          return act(from, to);
        },
        redo: async () => {
          await save(from);
          return act(from, to);
        },
      });
      save(positions).then(
        () => did(act(positions, before)),
        () => showToast(t("catalog.layout.notSaved")),
      );
    },
    [stored, queries, t],
  );
}
