import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Step } from "../model/step";
import styles from "./plan.module.css";

interface Props {
  readonly goals: readonly string[];
  readonly steps: ReadonlyMap<string, Step>;
  readonly onRemove: (stepId: string) => void;
}

/** The goals, each with a way to drop it. A goal that the catalog no longer has says so. */
export function GoalChips({ goals, steps, onRemove }: Props) {
  const { t } = useTranslation();
  return (
    <ul className={styles.chips} aria-label={t("plan.goals")}>
      {goals.map((id) => {
        const step = steps.get(id);
        const name = step?.name ?? id;
        const isGone = steps.size > 0 && !step;
        return (
          <li key={id} className={styles.chip} data-gone={isGone || undefined}>
            <span>{name}</span>
            {isGone && <span className={styles.gone}>{t("plan.goneGoal")}</span>}
            <button type="button" aria-label={t("plan.removeGoal", { name })} onClick={() => onRemove(id)}>
              <X size={14} aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
