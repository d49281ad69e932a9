import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../../data/clock";
import { stepCondition } from "../../model/condition";
import type { Execution, Flow } from "../../model/flow";
import { durationBetween } from "../../model/instants";
import { executionLook } from "../../model/look";
import { planOrder } from "../../model/planOrder";
import type { Step } from "../../model/step";
import { formatDuration, formatTicking } from "../../ui/format";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import { VirtualBody, type Measured } from "../../ui/VirtualBody";
import pageStyles from "../page.module.css";
import { ConditionText } from "./ConditionText";
import { StepPanel } from "./StepPanel";
import styles from "./StepsTab.module.css";

const route = getRouteApi("/flows/$id");
const COLUMNS = ["state", "step", "how", "started", "duration"] as const;

/** The executions of a flow in the order of the plan; the selected one opens beside them. */
export function StepsTab({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const { step: selected } = route.useSearch();
  const ids = planOrder(flow.plan);
  const isSelected = selected !== undefined && flow.executions.has(selected);
  if (ids.length === 0) return <p className={pageStyles.secondary}>{t("flow.steps.none")}</p>;
  return (
    <div className={styles.split} data-open={isSelected}>
      <TableRegion label={t("flow.steps.scroll")}>
        <table className={tableStyles.table} aria-rowcount={ids.length + 1}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className={isNumber(column) ? tableStyles.number : undefined}>
                  {t(`flow.steps.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <VirtualBody
            rows={ids}
            columns={COLUMNS.length}
            rowHeight={37}
            keyOf={(id) => id}
            draw={(id, place) => {
              const step = flow.plan.steps.get(id);
              const execution = flow.executions.get(id);
              if (!step || !execution) return null;
              return <Row {...{ flow, step, execution, place }} isSelected={id === selected} />;
            }}
          />
        </table>
      </TableRegion>
      {isSelected && <StepPanel key={selected} flow={flow} stepId={selected} />}
    </div>
  );
}

interface RowProps {
  readonly flow: Flow;
  readonly step: Step;
  readonly execution: Execution;
  readonly isSelected: boolean;
  readonly place: Measured;
}

function Row({ flow, step, execution, isSelected, place }: RowProps) {
  const { t, i18n } = useTranslation();
  const navigate = route.useNavigate();
  const isActive = execution.status === "active";
  const now = useServerNow(isActive);
  const select = () =>
    void navigate({
      search: (before) => ({ ...before, step: isSelected ? undefined : step.id }),
      replace: true,
    });
  const waited = durationBetween(flow.created_at, execution.started_at);
  // The engine measures a completed step more finely than the instants, which are cut to milliseconds.
  const ran =
    execution.status === "completed"
      ? execution.duration
      : durationBetween(execution.started_at, execution.completed_at ?? now);
  const condition = stepCondition(flow, step, execution, now);
  const { counts, size } = execution.work_items;
  return (
    <tr {...place} data-selected={isSelected} aria-rowindex={place["data-index"] + 2}>
      <td>
        <StateMark look={executionLook(execution, step.type, flow)} />
      </td>
      <th scope="row" className={tableStyles.nowrap}>
        <button type="button" className={styles.open} aria-expanded={isSelected} onClick={select}>
          {step.name}
        </button>{" "}
        {flow.plan.goals.includes(step.id) && (
          <span className={pageStyles.secondary}>{t("flow.steps.goal")}</span>
        )}
      </th>
      <td>
        <span className={styles.how}>
          <ConditionText condition={condition} />
          {size > 1 && condition.kind !== "items" && (
            <span className={pageStyles.secondary}>
              {" "}
              {t("flow.condition.items", { done: counts.succeeded ?? 0, total: size })}
            </span>
          )}
        </span>
      </td>
      <td className={tableStyles.number}>{waited !== null && formatDuration(waited, t, i18n.language)}</td>
      <td className={tableStyles.number}>
        {ran !== null && (isActive ? formatTicking : formatDuration)(ran, t, i18n.language)}
      </td>
    </tr>
  );
}

function isNumber(column: (typeof COLUMNS)[number]): boolean {
  return column === "started" || column === "duration";
}
