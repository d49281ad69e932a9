import { NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../../data/clock";
import { itemCondition } from "../../model/condition";
import { childFlowId, type Execution, type Flow } from "../../model/flow";
import { allItems, type ItemStatus, type WorkItem } from "../../model/items";
import { itemLook } from "../../model/look";
import type { Step } from "../../model/step";
import { CopyText } from "../../ui/CopyText";
import { formatNumber } from "../../ui/format";
import { JsonTree } from "../../ui/JsonTree";
import { LongId } from "../../ui/LongId";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import { VirtualBody, type Measured } from "../../ui/VirtualBody";
import pageStyles from "../page.module.css";
import { ConditionText } from "./ConditionText";
import styles from "./StepsTab.module.css";

const COLUMNS = ["number", "state", "how", "tries"] as const;

interface Props {
  readonly flow: Flow;
  readonly step: Step;
  readonly execution: Execution;
}

/** The work items of a step, in their order; each opens to what it got and made. */
export function ItemTable({ flow, step, execution }: Props) {
  const { t, i18n } = useTranslation();
  const [status, setStatus] = useState<ItemStatus | "">("");
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(execution));
  const { work_items: table } = execution;
  const items = useMemo(
    () => allItems(table).filter((item) => status === "" || item.status === status),
    [table, status],
  );
  const toggle = (token: string) => {
    const next = new Set(open);
    if (!next.delete(token)) next.add(token);
    setOpen(next);
  };
  const statuses = Object.entries(table.counts) as readonly (readonly [ItemStatus, number])[];
  return (
    <>
      {statuses.length > 1 && (
        <NativeSelect
          aria-label={t("flow.item.filter")}
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value as ItemStatus | "")}
          data={[
            { value: "", label: t("flow.item.all", { count: table.size }) },
            ...statuses.map(([name, count]) => ({
              value: name,
              label: `${t(`flow.item.status.${name}`)}: ${formatNumber(count, i18n.language)}`,
            })),
          ]}
          maw={240}
        />
      )}
      {items.length === 0 && <p className={pageStyles.secondary}>{t("flow.item.noMatch")}</p>}
      <TableRegion label={t("flow.item.scroll")}>
        <table className={tableStyles.table} aria-rowcount={items.length + 1}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`flow.item.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <VirtualBody
            rows={items}
            columns={COLUMNS.length}
            rowHeight={37}
            keyOf={({ token }) => token}
            draw={(item, place) => (
              <Row
                {...{ flow, step, execution, item, place }}
                isOpen={open.has(item.token)}
                onToggle={() => toggle(item.token)}
              />
            )}
          />
        </table>
      </TableRegion>
    </>
  );
}

/** A step with one item says at once what it is about; of many, the first failed one does. */
function openAtFirst({ work_items }: Execution): ReadonlySet<string> {
  const items = allItems(work_items);
  const shown =
    items.length === 1 ? items[0] : items.find((item) => item.error !== "" && item.status === "failed");
  return new Set(shown ? [shown.token] : []);
}

interface RowProps extends Props {
  readonly item: WorkItem;
  readonly place: Measured;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Row({ flow, step, execution, item, place, isOpen, onToggle }: RowProps) {
  const { t } = useTranslation();
  const now = useServerNow(["active", "pending", "compensating"].includes(item.status));
  const number = item.place + 1;
  return (
    <tr {...place} aria-rowindex={place["data-index"] + 2}>
      <th scope="row">
        <button
          type="button"
          className={styles.open}
          aria-expanded={isOpen}
          aria-label={t("flow.item.details", { number })}
          onClick={onToggle}
        >
          {number}
        </button>
      </th>
      <td>
        <StateMark look={itemLook(item, step.type)} />
      </td>
      <td>
        <ConditionText condition={itemCondition(flow, step, execution, item, now)} />
        {isOpen && <Details flow={flow} step={step} item={item} />}
      </td>
      <td className={tableStyles.number}>{item.retry_count > 0 && item.retry_count}</td>
    </tr>
  );
}

function Details({
  flow,
  step,
  item,
}: {
  readonly flow: Flow;
  readonly step: Step;
  readonly item: WorkItem;
}) {
  const { t } = useTranslation();
  const parts = [
    [t("flow.item.inputs"), item.inputs],
    [t("flow.item.outputs"), item.outputs],
  ] as const;
  return (
    <div className={pageStyles.section}>
      {item.error.includes("\n") && <pre>{item.error}</pre>}
      {parts.map(
        ([title, values]) =>
          Object.keys(values).length > 0 && (
            <div key={title}>
              <div className={pageStyles.secondary}>{title}</div>
              <JsonTree value={values} />
            </div>
          ),
      )}
      <div className={pageStyles.actions}>
        <span className={pageStyles.secondary}>{t("flow.item.token")}</span>
        <LongId id={item.token} />
        <CopyText text={item.token} what={t("flow.item.token")} />
      </div>
      {step.type === "flow" && (
        <Link to="/flows/$id" params={{ id: childFlowId(flow.id, step.id, item.token) }}>
          {t("flow.item.child")}
        </Link>
      )}
    </div>
  );
}
