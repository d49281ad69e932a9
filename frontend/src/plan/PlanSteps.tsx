import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plan } from "../model/plan";
import { planOrder } from "../model/planOrder";
import { allChains, givenToChild, planReasons, type PlanCase } from "../model/planReasons";
import type { Step } from "../model/step";
import { StepLink } from "../ui/StepLink";
import { TypeMark } from "../ui/TypeMark";
import styles from "./plan.module.css";
import { ChainText, Why } from "./Why";

const MOST_CHAINS = 20;

interface Props {
  readonly planCase: PlanCase;
  /** Steps of the catalog, for the names of those that the plan leaves out. */
  readonly steps: ReadonlyMap<string, Step>;
}

/** What would run, from the first step to the goals, and what is left out, each with its reason. */
export function PlanSteps({ planCase, steps }: Props) {
  const { t } = useTranslation();
  const { plan } = planCase;
  const { planned, leftOut, reasons } = useMemo(() => {
    const inOrder = planOrder(planCase.plan);
    const out = excludedIds(planCase.plan);
    return { planned: inOrder, leftOut: out, reasons: planReasons(planCase, [...inOrder, ...out]) };
  }, [planCase]);
  const named = useMemo(() => new Map([...steps, ...plan.steps]), [steps, plan]);
  return (
    <>
      <ol className={styles.steps} aria-label={t("plan.willRun")}>
        {planned.map((id) => {
          const step = plan.steps.get(id);
          const found = reasons.get(id);
          if (!step || !found) return null;
          return (
            <li key={id}>
              <div className={styles.stepHead}>
                <span className={styles.stepName}>{step.name}</span>
                {step.name !== id && <StepLink id={id} />}
                <TypeMark type={step.type} />
              </div>
              <p className={styles.why}>
                <Why reason={found.reason} steps={named} />
              </p>
              {found.reason.kind === "provider" && <AllWays planCase={planCase} id={id} steps={named} />}
              <ChildPlan step={step} plan={plan} steps={steps} catalog={planCase.catalog} />
            </li>
          );
        })}
      </ol>
      {leftOut.length > 0 && (
        <>
          <h3>{t("plan.leftOut", { count: leftOut.length })}</h3>
          <ul className={styles.steps}>
            {leftOut.map((id) => {
              const found = reasons.get(id);
              return (
                <li key={id}>
                  <span className={styles.stepName}>{steps.get(id)?.name ?? id}</span>
                  <p className={styles.why}>{found && <Why reason={found.reason} steps={named} />}</p>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </>
  );
}

/** Every way from a step to a goal, on demand. */
export function AllWays({
  planCase,
  id,
  steps,
}: {
  readonly planCase: PlanCase;
  readonly id: string;
  readonly steps: ReadonlyMap<string, Step>;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { chains, hasMore } = useMemo(() => allChains(planCase, id, MOST_CHAINS), [planCase, id]);
  if (chains.length < 2 && (chains[0]?.length ?? 0) < 2) return null;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t(hasMore ? "plan.waysMore" : "plan.ways", { count: chains.length })}</summary>
      {isOpen && (
        <ul className={styles.ways}>
          {chains.map((chain, place) => (
            <li key={place}>
              <ChainText chain={chain} steps={steps} />
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

interface ChildProps {
  readonly step: Step;
  readonly plan: Plan;
  readonly steps: ReadonlyMap<string, Step>;
  readonly catalog: PlanCase["catalog"];
}

/** The plan inside of a flow step, opened in place, to any depth. */
function ChildPlan({ step, plan, steps, catalog }: ChildProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const child = plan.children.get(step.id);
  const childCase = useMemo(
    () => (child ? { plan: child, given: givenToChild(step), catalog } : null),
    [child, step, catalog],
  );
  if (!child || !childCase) return null;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("plan.child", { count: child.steps.size })}</summary>
      {isOpen && (
        <div className={styles.child}>
          {child.required.length > 0 && (
            <p className={styles.warning}>{t("plan.childMissing", { names: child.required.join(", ") })}</p>
          )}
          <PlanSteps planCase={childCase} steps={steps} />
        </div>
      )}
    </details>
  );
}

function excludedIds({ excluded, goals, steps }: Plan): readonly string[] {
  const ids = [...excluded.missing.keys(), ...excluded.blocked.keys(), ...excluded.satisfied.keys()];
  const gone = goals.filter((goal) => !steps.has(goal) && !ids.includes(goal));
  return [...new Set([...ids, ...gone])].sort();
}
