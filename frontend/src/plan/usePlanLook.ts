import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CardLook } from "../graph/look";
import type { Step } from "../model/step";
import { reasonText } from "./reasonText";
import type { PlanMode } from "./usePlanMode";
import { useWords } from "./Why";

/** What plan mode says on the card of a step: in or out, goal, and why; null outside of plan mode. */
export function usePlanLook(
  mode: PlanMode,
): ((step: Step) => Pick<CardLook, "tone" | "word" | "line">) | null {
  const { t } = useTranslation();
  const { reasons, catalog } = mode;
  const words = useWords(catalog.steps);
  return useMemo(() => {
    if (!reasons) return null;
    return ({ id }) => {
      const found = reasons.get(id);
      if (!found) return {};
      const { inPlan, isGoal, reason } = found;
      return {
        tone: isGoal ? "goal" : inPlan ? "normal" : "faded",
        ...(isGoal ? { word: t("plan.goal") } : {}),
        line: reasonText(reason, words),
      };
    };
  }, [reasons, words, t]);
}
