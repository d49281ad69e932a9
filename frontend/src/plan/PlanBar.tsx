import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { focusFirstMissing } from "./focusRequest";
import { GoalChips } from "./GoalChips";
import { GoalSearch } from "./GoalSearch";
import styles from "./plan.module.css";
import type { PlanMode } from "./usePlanMode";

interface Props {
  readonly mode: PlanMode;
  /** Shows the panel with the inputs, from which one starts. */
  readonly onStart: () => void;
  readonly onLeave: () => void;
}

/** What is wanted, what would run for it, what is still missing, and the way to the start. */
export function PlanBar({ mode, onStart, onLeave }: Props) {
  const { t } = useTranslation();
  const { goals, catalog, plan, inputs, error } = mode;
  const missing = inputs.filter(({ group }) => group === "missing");
  return (
    <section className={styles.bar} aria-label={t("plan.bar")}>
      <GoalSearch catalog={catalog} goals={goals} onChoose={(ids) => mode.setGoals([...goals, ...ids])} />
      {goals.length > 0 && (
        <>
          <GoalChips goals={goals} steps={catalog.steps} onRemove={mode.toggleGoal} />
          {error ? (
            <span role="alert" className={styles.problem}>
              {error.message}
            </span>
          ) : (
            plan && (
              <span className={styles.facts} role="status" data-late={mode.isLate || undefined}>
                {t("plan.steps", { count: plan.steps.size })}
                {missing.length > 0 && (
                  <button
                    type="button"
                    className={styles.textButton}
                    onClick={() => {
                      onStart();
                      focusFirstMissing();
                    }}
                  >
                    {t("plan.missing", {
                      count: missing.length,
                      names: missing.map(({ name }) => name).join(", "),
                    })}
                  </button>
                )}
              </span>
            )
          )}
          <Button size="compact-md" onClick={onStart}>
            {t("plan.toStart")}
          </Button>
          <Tooltip label={t("plan.leave")} events={{ hover: true, focus: true, touch: true }}>
            <ActionIcon variant="subtle" size={28} aria-label={t("plan.leave")} onClick={onLeave}>
              <X size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </>
      )}
    </section>
  );
}
