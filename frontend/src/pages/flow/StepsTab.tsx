import { NativeSelect, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { stepCondition } from "../../model/condition";
import type { Execution, ExecutionStatus, Flow } from "../../model/flow";
import { durationBetween } from "../../model/instants";
import { allItems } from "../../model/items";
import { executionLook } from "../../model/look";
import { planOrder } from "../../model/planOrder";
import { errorLine } from "../../model/serviceError";
import type { Step } from "../../model/step";
import { formatClockMs, formatDuration, formatNumber } from "../../ui/format";
import { SEARCH_FIELD } from "../../ui/KeysHelp";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import { VirtualBody, type Measured } from "../../ui/VirtualBody";
import pageStyles from "../page.module.css";
import { ConditionText } from "./ConditionText";
import { tickingWords } from "./conditionWords";
import { StepOfFlow } from "./FlowLink";
import { usePresent } from "./present";
import { useWords } from "./useWords";

const route = getRouteApi("/flows/$id");
const COLUMNS = ["state", "step", "how", "started", "waited", "ran", "items", "retries"] as const;
const NUMBERS: readonly string[] = ["started", "waited", "ran", "items", "retries"];
const STATES: readonly ExecutionStatus[] = ["pending", "active", "completed", "failed", "skipped"];

/** The executions of a flow by the time of their start; what has not started follows in the order of the plan. */
export function StepsTab({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const { step: selected, q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [state, setState] = useState<ExecutionStatus | "">("");
  const order = useMemo(() => planOrder(flow.plan), [flow.plan]);
  const text = useDeferredValue(q.trim().toLowerCase());
  const rows = useMemo(
    () => byTime(flow, order).filter((id) => fits(flow, id, state, text)),
    [flow, order, state, text],
  );
  if (order.length === 0) return <p className={pageStyles.secondary}>{t("flow.steps.none")}</p>;
  return (
    <div className={pageStyles.section}>
      <div className={pageStyles.actions}>
        <TextInput
          {...SEARCH_FIELD}
          size="xs"
          type="search"
          aria-label={t("flow.steps.search")}
          placeholder={t("flow.steps.search")}
          value={q}
          onChange={(event) => {
            const next = event.currentTarget.value || undefined;
            void navigate({
              search: (before) => ({ ...before, q: next }),
              replace: true,
              resetScroll: false,
            });
          }}
        />
        <NativeSelect
          size="xs"
          aria-label={t("flow.steps.state")}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as ExecutionStatus | "")}
          data={[
            { value: "", label: t("flow.steps.all", { count: order.length }) },
            ...STATES.map((value) => ({ value, label: t(`flow.steps.status.${value}`) })),
          ]}
        />
      </div>
      {rows.length === 0 && <p className={pageStyles.secondary}>{t("flow.steps.noMatch")}</p>}
      {rows.length > 0 && (
        <TableRegion label={t("flow.steps.scroll")}>
          <table className={tableStyles.table} aria-rowcount={rows.length + 1}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className={NUMBERS.includes(column) ? tableStyles.number : undefined}
                  >
                    {t(`flow.steps.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <VirtualBody
              rows={rows}
              columns={COLUMNS.length}
              rowHeight={37}
              keyOf={(id) => id}
              draw={(id, place) => {
                const [step, execution] = [flow.plan.steps.get(id), flow.executions.get(id)];
                if (!step || !execution) return null;
                return <Row {...{ flow, step, execution, place }} isSelected={id === selected} />;
              }}
            />
          </table>
        </TableRegion>
      )}
    </div>
  );
}

function byTime(flow: Flow, order: readonly string[]): string[] {
  const when = (id: string) => {
    const execution = flow.executions.get(id);
    return execution?.started_at ?? execution?.completed_at ?? Infinity;
  };
  const place = new Map(order.map((id, index) => [id, index]));
  return [...order].sort((a, b) => {
    const [first, second] = [when(a), when(b)];
    return first === second ? (place.get(a) ?? 0) - (place.get(b) ?? 0) : first - second;
  });
}

function fits(flow: Flow, id: string, state: ExecutionStatus | "", text: string): boolean {
  const execution = flow.executions.get(id);
  if (!execution || (state !== "" && execution.status !== state)) return false;
  if (text === "") return true;
  const name = flow.plan.steps.get(id)?.name ?? "";
  return [id, name, execution.error].some((one) => one.toLowerCase().includes(text));
}

interface RowProps {
  readonly flow: Flow;
  readonly step: Step;
  readonly execution: Execution;
  readonly isSelected: boolean;
  readonly place: Measured;
}

function Row({ flow, step, execution, isSelected, place }: RowProps) {
  const words = useWords();
  const { t, language } = words;
  const isActive = execution.status === "active";
  const present = usePresent(isActive || (execution.status === "pending" && flow.status === "active"));
  const waited = durationBetween(flow.created_at, execution.started_at);
  // The engine measures a completed step more finely than the instants, which are cut to milliseconds.
  const ran =
    execution.status === "completed"
      ? execution.duration
      : durationBetween(execution.started_at, execution.completed_at ?? present.now);
  const { counts, size } = execution.work_items;
  const retries = retriesOf(execution);
  return (
    <tr {...place} data-selected={isSelected} aria-rowindex={place["data-index"] + 2}>
      <td>
        <StateMark look={executionLook(execution, step.type, flow)} />
      </td>
      <th scope="row">
        <StepOfFlow flow={flow} id={step.id} tab="overview">
          {step.name}
        </StepOfFlow>{" "}
        {flow.plan.goals.includes(step.id) && (
          <span className={pageStyles.secondary}>{t("flow.steps.goal")}</span>
        )}
      </th>
      <td>
        {execution.status === "failed" && execution.started_at !== null ? (
          <span className={tableStyles.clip} title={execution.error}>
            {errorLine(execution.error)}
          </span>
        ) : (
          <ConditionText condition={stepCondition(flow, step, execution, present)} flow={flow} />
        )}
      </td>
      <td className={tableStyles.number}>
        {execution.started_at !== null && formatClockMs(execution.started_at, language)}
      </td>
      <td className={tableStyles.number}>{waited !== null && formatDuration(waited, t, language)}</td>
      <td className={tableStyles.number}>
        {ran !== null && (isActive ? tickingWords(ran, words) : formatDuration(ran, t, language))}
      </td>
      <td className={tableStyles.number}>
        {size > 1 && `${formatNumber(counts.succeeded ?? 0, language)}/${formatNumber(size, language)}`}
      </td>
      <td className={tableStyles.number}>{retries > 0 && formatNumber(retries, language)}</td>
    </tr>
  );
}

/** Executions are never changed, so their retries are counted once. */
const retryCounts = new WeakMap<Execution, number>();

function retriesOf(execution: Execution): number {
  let known = retryCounts.get(execution);
  if (known === undefined) {
    known = allItems(execution.work_items).reduce((sum, item) => sum + item.retry_count, 0);
    retryCounts.set(execution, known);
  }
  return known;
}
