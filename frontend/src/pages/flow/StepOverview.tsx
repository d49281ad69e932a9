import { useTranslation } from "react-i18next";
import { endpointOf, stepCondition } from "../../model/condition";
import type { Execution, Flow } from "../../model/flow";
import { itemAt } from "../../model/items";
import type { JsonObject } from "../../model/json";
import { executionLook } from "../../model/look";
import { serviceError } from "../../model/serviceError";
import type { Step } from "../../model/step";
import { CopyText } from "../../ui/CopyText";
import { formatNumber } from "../../ui/format";
import { JsonTree } from "../../ui/JsonTree";
import type { ValuePlace } from "../../ui/json/place";
import { StateMark } from "../../ui/StateMark";
import pageStyles from "../page.module.css";
import { ConditionText } from "./ConditionText";
import { ItemOfFlow, StepOfFlow } from "./FlowLink";
import { ItemDetails } from "./items/ItemDetails";
import styles from "./OverviewTab.module.css";
import { usePresent } from "./present";

/** What one step of a flow got, made and did. */
export function StepOverview({ flow, id }: { readonly flow: Flow; readonly id: string }) {
  const { t } = useTranslation();
  const step = flow.plan.steps.get(id);
  const execution = flow.executions.get(id);
  const present = usePresent(execution?.status === "active" || execution?.status === "pending");
  if (!step || !execution) return null;
  const place = (name: "inputs" | "outputs"): ValuePlace => ({
    flow: flow.id,
    path: ["executions", id, name],
  });
  return (
    <div className={styles.overview}>
      <p className={pageStyles.actions}>
        <StateMark look={executionLook(execution, step.type, flow)} />
        <span>
          <ConditionText condition={stepCondition(flow, step, execution, present)} flow={flow} />
        </span>
      </p>
      {execution.status === "failed" && execution.error !== "" && (
        <ErrorOf step={step} error={execution.error} />
      )}
      <Values
        title={t("flow.step.inputs")}
        values={execution.inputs}
        none={t("flow.step.noInputs")}
        place={place("inputs")}
      />
      <Values
        title={t("flow.step.outputs")}
        values={execution.outputs}
        none={t("flow.step.noOutputs")}
        place={place("outputs")}
      />
      <Items flow={flow} step={step} execution={execution} />
    </div>
  );
}

function ErrorOf({ step, error }: { readonly step: Step; readonly error: string }) {
  const { t } = useTranslation();
  const { status, text } = serviceError(error);
  return (
    <section className={pageStyles.section}>
      <h3>{t("flow.step.error")}</h3>
      {status !== null && (
        <p>
          HTTP {status} <code>{endpointOf(step)}</code>
        </p>
      )}
      <div className={styles.raw}>
        <pre>{text || error}</pre>
        <CopyText text={error} what={t("flow.step.error")} />
      </div>
    </section>
  );
}

interface ItemsProps {
  readonly flow: Flow;
  readonly step: Step;
  readonly execution: Execution;
}

function Items({ flow, step, execution }: ItemsProps) {
  const { t, i18n } = useTranslation();
  const { size, counts } = execution.work_items;
  const only = size === 1 ? itemAt(execution.work_items, 0) : undefined;
  if (size === 0) return null;
  return (
    <section className={pageStyles.section}>
      <h3>
        {only ? (
          <ItemOfFlow flow={flow} step={step.id} item={only}>
            {t("flow.step.attempts")}
          </ItemOfFlow>
        ) : (
          <StepOfFlow flow={flow} id={step.id}>
            {t("flow.step.items", { count: size })}
          </StepOfFlow>
        )}
      </h3>
      {only ? (
        <ItemDetails flow={flow} step={step} execution={execution} item={only} isBrief />
      ) : (
        <ul className={pageStyles.list}>
          {Object.entries(counts).map(([status, count]) => (
            <li key={status}>
              {formatNumber(count, i18n.language)} {t(`flow.item.status.${status as keyof typeof counts}`)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface ValuesProps {
  readonly title: string;
  readonly values: JsonObject;
  readonly none: string;
  readonly place: ValuePlace;
}

function Values({ title, values, none, place }: ValuesProps) {
  return (
    <section className={pageStyles.section}>
      <h3>{title}</h3>
      {Object.keys(values).length === 0 ? (
        <p className={pageStyles.secondary}>{none}</p>
      ) : (
        <JsonTree value={values} place={place} />
      )}
    </section>
  );
}
