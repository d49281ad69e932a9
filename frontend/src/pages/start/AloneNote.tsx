import { useTranslation } from "react-i18next";
import { planOrder } from "../../model/planOrder";
import styles from "../../plan/plan.module.css";
import type { PlanMode } from "../../plan/usePlanMode";

/** When one step alone shall run: which others would run too, and what to give so that they do not. */
export function AloneNote({ mode }: { readonly mode: PlanMode }) {
  const { t, i18n } = useTranslation();
  const { plan, goals, inputs } = mode;
  if (!plan) return null;
  const others = planOrder(plan).filter((id) => !goals.includes(id));
  if (others.length === 0) return <p>{t("start.alone")}</p>;
  const list = (names: readonly string[]) =>
    new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(names);
  const lacking = inputs.filter(
    ({ consumers, providers, group }) =>
      group !== "given" && providers.length > 0 && consumers.some(({ step }) => goals.includes(step.id)),
  );
  return (
    <p className={styles.warning}>
      {t("start.notAlone", {
        count: others.length,
        steps: list(others.map((id) => plan.steps.get(id)?.name ?? id)),
      })}{" "}
      {lacking.length > 0 && t("start.giveToBeAlone", { names: list(lacking.map(({ name }) => name)) })}
    </p>
  );
}
