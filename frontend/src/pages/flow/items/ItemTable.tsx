import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Execution, Flow } from "../../../model/flow";
import { itemByName, itemName } from "../../../model/itemNumber";
import { allItems, type WorkItem } from "../../../model/items";
import { errorGroups, shownItems, type ItemFilter, type ItemSort } from "../../../model/itemView";
import type { Step } from "../../../model/step";
import tableStyles from "../../../ui/table.module.css";
import { TableRegion } from "../../../ui/TableRegion";
import { VirtualBody } from "../../../ui/VirtualBody";
import pageStyles from "../../page.module.css";
import type { FlowSearch } from "../flowSearch";
import { ErrorGroups } from "./ErrorGroups";
import { ItemDetails } from "./ItemDetails";
import { ItemFilters } from "./ItemFilters";
import { ItemRow } from "./ItemRow";
import styles from "./items.module.css";

const route = getRouteApi("/flows/$id");

const COLUMNS = ["number", "state", "inputs", "how", "started", "duration", "tries"] as const;
const SORTS: Readonly<Partial<Record<(typeof COLUMNS)[number], ItemSort>>> = {
  number: "number",
  started: "started",
  duration: "duration",
  tries: "tries",
};
const NUMBERS: readonly string[] = ["started", "duration", "tries"];

export interface ItemsProps {
  readonly flow: Flow;
  readonly step: Step;
  readonly execution: Execution;
}

/** An item has a line of its own, and when it is open another one with everything about it. */
interface Row {
  readonly item: WorkItem;
  readonly isDetails: boolean;
}

/** The work items of a step: filtered, sorted, and each opens to what it got, made and tried. */
export function ItemTable({ flow, step, execution }: ItemsProps) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { work_items: table } = execution;
  const items = useMemo(() => allItems(table), [table]);
  const filter = useDeferredValue(
    useMemo<ItemFilter>(
      () => ({
        status: search.state ?? null,
        text: search.q ?? "",
        error: search.error ?? null,
        sort: search.sort ?? "number",
        isFalling: search.order === "desc",
      }),
      [search.state, search.q, search.error, search.sort, search.order],
    ),
  );
  const shown = useMemo(() => shownItems(items, filter), [items, filter]);
  const groups = useMemo(() => errorGroups(items), [items]);
  const opened = search.item === undefined ? undefined : itemByName(execution, search.item);
  const change = (next: FlowSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const sortBy = (sort: ItemSort) => {
    const isSame = (search.sort ?? "number") === sort;
    const isFalling = isSame ? search.order !== "desc" : sort !== "number" && sort !== "started";
    change({ sort: sort === "number" ? undefined : sort, order: isFalling ? "desc" : undefined });
  };
  const openToken = opened?.token;
  const rows = useMemo<readonly Row[]>(
    () =>
      shown.flatMap((item) =>
        item.token === openToken
          ? [
              { item, isDetails: false },
              { item, isDetails: true },
            ]
          : [{ item, isDetails: false }],
      ),
    [shown, openToken],
  );
  const isHidden = opened !== undefined && !shown.some(({ token }) => token === opened.token);
  return (
    <div className={pageStyles.section}>
      {table.size > 1 && <ItemFilters {...{ flow, step, execution, shown, search, change }} />}
      <ErrorGroups groups={groups} chosen={search.error} onChoose={(error) => change({ error })} />
      {shown.length === 0 && <p className={pageStyles.secondary}>{t("flow.item.noMatch")}</p>}
      {isHidden && (
        <p className={pageStyles.secondary}>{t("flow.item.hidden", { number: opened.place + 1 })}</p>
      )}
      {shown.length > 0 && (
        <TableRegion label={t("flow.item.scroll")}>
          <table className={tableStyles.table} aria-rowcount={shown.length + 1}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <Heading key={column} column={column} filter={filter} onSort={sortBy} />
                ))}
              </tr>
            </thead>
            <VirtualBody
              rows={rows}
              columns={COLUMNS.length}
              rowHeight={37}
              keyOf={({ item, isDetails }) => (isDetails ? `${item.token} details` : item.token)}
              reveal={opened?.token}
              draw={({ item, isDetails }, place) =>
                isDetails ? (
                  <tr {...place}>
                    <td colSpan={COLUMNS.length}>
                      <ItemDetails {...{ flow, step, execution, item }} />
                    </td>
                  </tr>
                ) : (
                  <ItemRow
                    {...{ flow, step, execution, item, place }}
                    isOpen={item.token === opened?.token}
                    onToggle={() =>
                      change({ item: item.token === opened?.token ? undefined : itemName(item) })
                    }
                  />
                )
              }
            />
          </table>
        </TableRegion>
      )}
    </div>
  );
}

interface HeadingProps {
  readonly column: (typeof COLUMNS)[number];
  readonly filter: ItemFilter;
  readonly onSort: (sort: ItemSort) => void;
}

function Heading({ column, filter, onSort }: HeadingProps) {
  const { t } = useTranslation();
  const sort = SORTS[column];
  const isSorted = sort !== undefined && filter.sort === sort;
  const label = t(`flow.item.column.${column}`);
  return (
    <th
      scope="col"
      className={NUMBERS.includes(column) ? tableStyles.number : undefined}
      aria-sort={isSorted ? (filter.isFalling ? "descending" : "ascending") : undefined}
    >
      {sort === undefined ? (
        label
      ) : (
        <button type="button" className={styles.sort} onClick={() => onSort(sort)}>
          {label}
          <span aria-hidden>{isSorted ? (filter.isFalling ? " ↓" : " ↑") : ""}</span>
        </button>
      )}
    </th>
  );
}
