import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { suggestedFlowId } from "../model/startForm";
import { Loading } from "../ui/Loading";
import { ReadProblem } from "../ui/ReadProblem";
import styles from "./plan.module.css";
import { PlanSteps } from "./PlanSteps";
import { StartForm } from "./StartForm";
import type { PlanMode } from "./usePlanMode";
import { useStart } from "./useStart";

interface Props {
  readonly mode: PlanMode;
  /** The input whose field has the focus, to light up its wires; null when none has. */
  readonly onFocusInput?: (name: string | null) => void;
}

/** Plan mode beside the catalog: the start form for the chosen goals, and what would run. */
export function PlanPanel({ mode, onFocusInput }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [random] = useState(() => crypto.getRandomValues(new Uint8Array(4)));
  const start = useStart(
    mode,
    suggestedFlowId(mode.goals[0] ?? "", random),
    NO_LABELS,
    (id) => void navigate({ to: "/flows/$id", params: { id } }),
  );
  const { planCase, error, catalog } = mode;
  return (
    <div className={`${styles.panel} ${styles.inSide}`}>
      {error && <ReadProblem what={t("start.plan")} error={error} onTryAgain={mode.askAgain} />}
      {mode.isWaiting && <Loading awaited={mode.isCatalogKnown ? "server" : "connection"} rows={4} />}
      {planCase && (
        <>
          <StartForm mode={mode} start={start} isPanel {...(onFocusInput ? { onFocusInput } : {})} />
          <section className={styles.section}>
            <h2>{t("plan.steps", { count: planCase.plan.steps.size })}</h2>
            <PlanSteps planCase={planCase} steps={catalog.steps} />
          </section>
        </>
      )}
    </div>
  );
}

const NO_LABELS = [] as const;
