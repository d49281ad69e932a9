import { ActionIcon } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../model/flow";
import type { JsonObject } from "../../model/json";
import { JsonTree } from "../../ui/JsonTree";
import { TypeMark } from "../../ui/TypeMark";
import pageStyles from "../page.module.css";
import { ItemTable } from "./ItemTable";
import styles from "./StepsTab.module.css";

const route = getRouteApi("/flows/$id");

/** What one step of a flow got, made and did. */
export function StepPanel({ flow, stepId }: { readonly flow: Flow; readonly stepId: string }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const step = flow.plan.steps.get(stepId);
  const execution = flow.executions.get(stepId);
  if (!step || !execution) return null;
  const close = () => void navigate({ search: (before) => ({ ...before, step: undefined }), replace: true });
  return (
    <section className={styles.panel} aria-label={step.name}>
      <div className={pageStyles.actions}>
        <h2>{step.name}</h2>
        <TypeMark type={step.type} />
        <ActionIcon
          variant="subtle"
          size={28}
          className={pageStyles.push}
          aria-label={t("flow.step.close", { name: step.name })}
          onClick={close}
        >
          <X size={18} aria-hidden />
        </ActionIcon>
      </div>
      <p>
        <Link to="/catalog/steps/$id" params={{ id: stepId }}>
          {t("flow.step.definition")}
        </Link>
      </p>
      {execution.error && execution.status === "failed" && (
        <div className={pageStyles.section}>
          <h3>{t("flow.step.error")}</h3>
          <pre>{execution.error}</pre>
        </div>
      )}
      {execution.unsatisfied.length > 0 && (
        <div className={pageStyles.section}>
          <h3>{t("flow.step.unsatisfied")}</h3>
          <p>
            <code>{execution.unsatisfied.join(", ")}</code>
          </p>
        </div>
      )}
      <Values title={t("flow.step.inputs")} values={execution.inputs} none={t("flow.step.noInputs")} />
      <Values title={t("flow.step.outputs")} values={execution.outputs} none={t("flow.step.noOutputs")} />
      <div className={pageStyles.section}>
        <h3>{t("flow.step.items")}</h3>
        {execution.work_items.size === 0 ? (
          <p className={pageStyles.secondary}>{t("flow.step.noItems")}</p>
        ) : (
          <ItemTable flow={flow} step={step} execution={execution} />
        )}
      </div>
    </section>
  );
}

interface ValuesProps {
  readonly title: string;
  readonly values: JsonObject;
  readonly none: string;
}

function Values({ title, values, none }: ValuesProps) {
  return (
    <div className={pageStyles.section}>
      <h3>{title}</h3>
      {Object.keys(values).length === 0 ? (
        <p className={pageStyles.secondary}>{none}</p>
      ) : (
        <JsonTree value={values} />
      )}
    </div>
  );
}
