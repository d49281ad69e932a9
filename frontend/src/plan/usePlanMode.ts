import { useDebouncedValue } from "@mantine/hooks";
import { useCallback, useMemo, useState } from "react";
import { useCatalog } from "../data/live";
import { useAskedPlan, type AskedPlan } from "../data/queries";
import { EMPTY_CATALOG, type Catalog } from "../model/catalog";
import type { Plan } from "../model/plan";
import { attributeType, planInputs, type PlanInput } from "../model/planInputs";
import { planReasons, type PlanCase, type StepInPlan } from "../model/planReasons";
import { draftProblems, type FieldProblem } from "../model/startDraft";
import { useStartDraft, type DraftAddress, type StartDraft } from "./useStartDraft";

const NO_GOALS: readonly string[] = [];

/** The plan is asked for again after this pause in typing. */
const PLAN_AFTER_MS = 150;

/** Where goals and values stand: in the address of the page. */
export interface PlanAddress extends DraftAddress {
  readonly onGoals: (goals: readonly string[]) => void;
  /** The goals alone shall run, so what they take is asked for first, also where the plan would make it. */
  readonly isAlone?: boolean;
}

/** The chosen goals, what is given for them, and what would run. */
export interface PlanMode extends StartDraft {
  readonly goals: readonly string[];
  readonly catalog: Catalog;
  /** The catalog has come: before that nothing is asked, and no goal is called gone. */
  readonly isCatalogKnown: boolean;
  /** Null while it is not known. With an `error` it is that of the last question that was answered. */
  readonly plan: Plan | null;
  readonly error: Error | null;
  readonly askAgain: () => void;
  /** There is no plan to show yet, but one will come. */
  readonly isWaiting: boolean;
  /** The plan on display is that of an older question; its answer is on the way. */
  readonly isLate: boolean;
  readonly planCase: PlanCase | null;
  /** Of every step of the catalog; null without a plan. */
  readonly reasons: ReadonlyMap<string, StepInPlan> | null;
  readonly inputs: readonly PlanInput[];
  readonly problems: ReadonlyMap<string, FieldProblem>;
  readonly typeOf: (name: string) => string;
  /** The goals alone shall run. */
  readonly isAlone: boolean;
  readonly setGoals: (goals: readonly string[]) => void;
  /** Makes a step a goal, or takes it from the goals. */
  readonly toggleGoal: (stepId: string) => void;
}

/** Plan mode over an address. `address.goals` and the functions must keep their identity while they are the same. */
export function usePlanMode(address: PlanAddress): PlanMode {
  const { goals, onGoals, isAlone = false } = address;
  const known = useCatalog();
  const catalog = known ?? EMPTY_CATALOG;
  const { steps, attributes } = catalog;
  const typeOf = useCallback((name: string) => attributeType(name, steps, attributes), [steps, attributes]);
  const start = useStartDraft(address, typeOf);
  const { draft, init } = start;

  const [settledInit] = useDebouncedValue(init, PLAN_AFTER_MS);
  // A goal that is gone would refuse the whole plan; its chip says so, and the rest is planned.
  const present = useMemo(
    () => (known ? goals.filter((goal) => known.steps.has(goal)) : NO_GOALS),
    [goals, known],
  );
  const asked = useAskedPlan(present, settledInit, catalog.next_sequence);
  const [lastAnswer, setLastAnswer] = useState<AskedPlan | null>(null);
  if (asked.data && asked.data !== lastAnswer) setLastAnswer(asked.data);
  // A question that fails takes nothing away from under the fingers; the error stands beside the last plan.
  const answer = present.length > 0 ? (asked.data ?? (asked.error && lastAnswer)) : null;
  const plan = answer && answer.plan;
  const planCase = useMemo(() => answer && { ...answer, catalog: attributes }, [answer, attributes]);
  const reasons = useMemo(() => planCase && planReasons(planCase, steps.keys()), [planCase, steps]);
  const inputs = useMemo(
    () =>
      plan
        ? planInputs({
            plan,
            touched: draft.keys(),
            given: new Set(Object.keys(init)),
            typeOf,
            first: isAlone ? plan.goals : [],
          })
        : [],
    [plan, draft, init, typeOf, isAlone],
  );
  const problems = useMemo(() => draftProblems(draft, typeOf), [draft, typeOf]);
  const toggleGoal = useCallback(
    (stepId: string) =>
      onGoals(goals.includes(stepId) ? goals.filter((id) => id !== stepId) : [...goals, stepId]),
    [goals, onGoals],
  );
  return {
    ...start,
    goals,
    catalog,
    isCatalogKnown: known !== null,
    plan,
    error: asked.error,
    askAgain: () => void asked.refetch(),
    isWaiting: goals.length > 0 && !plan && !asked.error && (known === null || present.length > 0),
    isLate: asked.isPlaceholderData || init !== settledInit,
    planCase,
    reasons,
    inputs,
    problems,
    typeOf,
    isAlone,
    setGoals: onGoals,
    toggleGoal,
  };
}
