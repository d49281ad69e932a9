import { useTranslation } from "react-i18next";
import type { StepCounts } from "../../model/flowRow";
import { formatNumber } from "../../ui/format";
import styles from "./FlowProgress.module.css";

const SEGMENTS = ["completed", "active", "failed", "skipped", "pending"] as const;

/** How far the steps of a plan are: a bar with a segment for each state, and the number that are over. */
export function FlowProgress({ steps }: { readonly steps: StepCounts }) {
  const { t, i18n } = useTranslation();
  const shown = SEGMENTS.filter((state) => steps[state] > 0);
  const total = shown.reduce((sum, state) => sum + steps[state], 0);
  if (total === 0) return null;
  const over = total - steps.active - steps.pending;
  const inWords = shown.map((state) => t(`flows.progress.${state}`, { count: steps[state] })).join(", ");
  return (
    <span className={styles.progress} role="img" aria-label={inWords} title={inWords}>
      <span className={styles.bar}>
        {shown.map((state) => (
          <span
            key={state}
            className={styles.segment}
            data-state={state}
            style={{ flexGrow: steps[state] }}
          />
        ))}
      </span>
      <span className={styles.count}>
        {formatNumber(over, i18n.language)}/{formatNumber(total, i18n.language)}
      </span>
    </span>
  );
}
