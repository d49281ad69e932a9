import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../../model/flow";
import { planOrder } from "../../../model/planOrder";
import pageStyles from "../../page.module.css";
import { nameOf } from "../conditionWords";
import { StepOfFlow } from "../FlowLink";
import { ItemTable } from "./ItemTable";

interface Props {
  readonly flow: Flow;
  readonly step: string | undefined;
}

/** The work items of the step that is selected, or of the only step that has several. */
export function ItemsTab({ flow, step }: Props) {
  const { t } = useTranslation();
  const many = planOrder(flow.plan).filter((id) => (flow.executions.get(id)?.work_items.size ?? 0) > 1);
  const id = step ?? (many.length === 1 ? many[0] : undefined);
  if (id === undefined) return <Choice flow={flow} />;
  const [definition, execution] = [flow.plan.steps.get(id), flow.executions.get(id)];
  if (!definition || !execution) return <Choice flow={flow} />;
  if (execution.work_items.size === 0) {
    return (
      <p className={pageStyles.secondary}>
        {execution.status === "pending" && flow.status === "active"
          ? t("flow.item.notYet")
          : t("flow.item.none")}
      </p>
    );
  }
  return (
    <>
      {step === undefined && (
        <h2>
          <StepOfFlow flow={flow} id={id}>
            {nameOf(flow, id)}
          </StepOfFlow>
        </h2>
      )}
      <ItemTable key={id} flow={flow} step={definition} execution={execution} />
    </>
  );
}

/** Which step's items: none is selected. */
function Choice({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const ids = planOrder(flow.plan).filter((id) => (flow.executions.get(id)?.work_items.size ?? 0) > 0);
  if (ids.length === 0) return <p className={pageStyles.secondary}>{t("flow.item.notYet")}</p>;
  return (
    <div className={pageStyles.section}>
      <p>{t("flow.item.choose")}</p>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <Link
              from="/flows/$id"
              to="/flows/$id"
              params={{ id: flow.id }}
              search={(before) => ({ ...before, step: id })}
              resetScroll={false}
            >
              {nameOf(flow, id)}
            </Link>{" "}
            <span className={pageStyles.secondary}>
              {t("flow.item.count", { count: flow.executions.get(id)?.work_items.size ?? 0 })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
