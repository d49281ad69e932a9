import { useTranslation } from "react-i18next";
import type { Consumer, PlanInput } from "../../model/planInputs";
import { shortValue } from "../../model/shortValue";
import type { FieldProblem } from "../../model/startDraft";
import styles from "../plan.module.css";

/** Who takes an input, what stands in for it, and what becomes of several values. */
export function FieldHelp({ input, count }: { readonly input: PlanInput; readonly count: number }) {
  const { t, i18n } = useTranslation();
  const { consumers, defaults, providers, group } = input;
  const names = (some: readonly Consumer[]) =>
    new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(some.map(({ step }) => step.name));
  const unwanting = consumers.filter(({ collect }) => collect === "none");
  const wanting = consumers.filter(({ collect }) => collect !== "none");
  return (
    <>
      {defaults.map((value) => (
        <p key={shortValue(value)}>{t("plan.field.default", { value: shortValue(value) })}</p>
      ))}
      {group === "made" && <p>{t("plan.field.made", { count: providers.length })}</p>}
      {wanting.length > 0 && <p>{t("plan.field.takenBy", { steps: names(wanting) })}</p>}
      {unwanting.length > 0 && (
        <p>{t("plan.field.blocks", { count: unwanting.length, steps: names(unwanting) })}</p>
      )}
      {consumers.length === 0 && count > 0 && <p className={styles.warning}>{t("plan.field.untaken")}</p>}
      {count > 1 &&
        (["first", "last", "some", "all"] as const).map((collect) => {
          const takers = consumers.filter((consumer) => consumer.collect === collect);
          return (
            takers.length > 0 && (
              <p key={collect}>
                {t(`plan.field.collect.${collect}`, { count: takers.length, steps: names(takers) })}
              </p>
            )
          );
        })}
    </>
  );
}

/** What is wrong with what was typed. */
export function FieldProblemText({ problem }: { readonly problem: FieldProblem }) {
  const { t } = useTranslation();
  if (problem.kind === "wrongType") {
    return <p className={styles.problem}>{t("plan.field.wrongType", { type: problem.type })}</p>;
  }
  const { line, column } = problem;
  return (
    <p className={styles.problem}>
      {t("plan.field.notJson")} {line > 0 && t("plan.field.at", { line, column })}
    </p>
  );
}
