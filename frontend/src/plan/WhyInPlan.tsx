import { Button } from "@mantine/core";
import { Target } from "lucide-react";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import styles from "./plan.module.css";
import { AllWays } from "./PlanSteps";
import type { PlanMode } from "./usePlanMode";
import { Why } from "./Why";

/** The plan mode of the page around; null where there is none. */
export const PlanModeContext = createContext<PlanMode | null>(null);

/** In plan mode: why a step is in the plan or not, all ways to the goals, and the way to make it a goal itself. */
export function WhyInPlan({ stepId }: { readonly stepId: string }) {
  const { t } = useTranslation();
  const mode = useContext(PlanModeContext);
  const found = mode?.reasons?.get(stepId);
  if (!mode?.planCase || !found) return null;
  const { planCase, catalog } = mode;
  return (
    <section className={styles.whySection} data-in={found.inPlan || undefined}>
      <p className={styles.why}>
        <Why reason={found.reason} steps={catalog.steps} />
      </p>
      {found.reason.kind === "provider" && <AllWays planCase={planCase} id={stepId} steps={catalog.steps} />}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Target size={14} aria-hidden />}
          onClick={() => mode.toggleGoal(stepId)}
        >
          {t(found.isGoal ? "plan.dropGoal" : "plan.makeGoal")}
        </Button>
      </div>
    </section>
  );
}
