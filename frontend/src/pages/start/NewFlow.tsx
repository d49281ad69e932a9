import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FlowSource } from "../../data/flowCopies";
import { suggestedFlowId } from "../../model/startForm";
import { GoalChips } from "../../plan/GoalChips";
import { GoalSearch } from "../../plan/GoalSearch";
import styles from "../../plan/plan.module.css";
import { PlanSteps } from "../../plan/PlanSteps";
import { StartForm } from "../../plan/StartForm";
import { usePlanMode } from "../../plan/usePlanMode";
import { useStart } from "../../plan/useStart";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import { AloneNote } from "./AloneNote";

const route = getRouteApi("/flows/new");
const NO_GOALS: readonly string[] = [];

interface Props {
  /** The flow after which this one is made, and what it was started with. */
  readonly from: string | undefined;
  readonly source: FlowSource | null;
}

/** Goals, inputs, id and labels of the new flow, and what would run. */
export function NewFlow({ from, source }: Props) {
  const { t } = useTranslation();
  const { goal, init, only } = route.useSearch();
  const navigate = useNavigate();
  const goals = goal ?? source?.goals ?? NO_GOALS;
  const change = useCallback(
    (parts: { readonly goal?: readonly string[]; readonly init?: string | undefined }) =>
      void navigate({
        to: "/flows/new",
        search: { goal, init, from, only, ...parts },
        replace: true,
        resetScroll: false,
      }),
    [navigate, goal, init, from, only],
  );
  const mode = usePlanMode({
    goals: useMemo(() => [...new Set(goals)], [goals]),
    initText: init,
    origin: from,
    firstInit: source?.init,
    isAlone: only === "yes",
    onGoals: useCallback((next) => change({ goal: next }), [change]),
    onInitText: useCallback((text) => change({ init: text }), [change]),
  });
  const [random] = useState(() => crypto.getRandomValues(new Uint8Array(4)));
  const start = useStart(
    mode,
    suggestedFlowId(goals[0] ?? "", random),
    useMemo(() => Object.entries(source?.labels ?? {}).map(([key, value]) => ({ key, value })), [source]),
    (id) => void navigate({ to: "/flows/$id", params: { id } }),
  );
  const { catalog, planCase, error } = mode;
  return (
    <div className={styles.startPage}>
      <div className={styles.panel}>
        <section className={styles.goals}>
          <h2>{t("start.goals")}</h2>
          {goals.length > 0 && (
            <GoalChips goals={mode.goals} steps={catalog.steps} onRemove={mode.toggleGoal} />
          )}
          <GoalSearch
            catalog={catalog}
            goals={mode.goals}
            onChoose={(ids) => mode.setGoals([...mode.goals, ...ids])}
          />
          {goals.length === 0 && <p className={styles.secondary}>{t("start.noGoal")}</p>}
        </section>
        {error && <ReadProblem what={t("start.plan")} error={error} onTryAgain={mode.askAgain} />}
        {mode.isWaiting && <Loading awaited={mode.isCatalogKnown ? "server" : "connection"} rows={4} />}
        {planCase && (
          <StartForm mode={mode} start={start}>
            {only === "yes" && <AloneNote mode={mode} />}
          </StartForm>
        )}
      </div>
      {planCase && (
        <section className={styles.section}>
          <h2>{t("plan.steps", { count: planCase.plan.steps.size })}</h2>
          <PlanSteps planCase={planCase} steps={catalog.steps} />
        </section>
      )}
    </div>
  );
}
