import { Button, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Columns3 } from "lucide-react";
import { memo, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { StepUse } from "../../data/catalogUse";
import { setPreference, usePreference } from "../../data/preferences";
import { mergedHealth, type Cluster, type Health } from "../../model/cluster";
import { healthLook } from "../../model/look";
import { consumed, healthSource, provided, type Attribute, type Step } from "../../model/step";
import { formatNumber } from "../../ui/format";
import { Labels } from "../../ui/Labels";
import { Moment } from "../../ui/Moment";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import { TypeMark } from "../../ui/TypeMark";
import { VirtualBody, type Measured } from "../../ui/VirtualBody";
import pageStyles from "../page.module.css";
import { BulkActions } from "./BulkActions";
import type { CatalogSearch } from "./catalogSearch";
import { Marked } from "./Marked";
import styles from "./StepTable.module.css";
import {
  COLUMNS,
  readSettings,
  sortSteps,
  writeSettings,
  type Column,
  type TableSettings,
} from "./tableColumns";

const PREFERENCE = "catalog.table";

interface Props {
  readonly steps: readonly Step[];
  readonly cluster: Cluster | null;
  readonly stats: ReadonlyMap<string, StepUse> | undefined;
  readonly words: readonly string[];
  readonly selected: ReadonlySet<string>;
  readonly marked: ReadonlySet<string>;
  readonly onSelect: (ids: readonly string[]) => void;
}

/** The steps of the catalog, one a row. */
export function StepTable({ steps, cluster, stats, words, selected, marked, onSelect }: Props) {
  const { t } = useTranslation();
  const kept = usePreference(PREFERENCE);
  const settings = useMemo(() => readSettings(kept), [kept]);
  const set = (changes: Partial<TableSettings>) =>
    setPreference(PREFERENCE, writeSettings({ ...settings, ...changes }));
  const factsOf = useCallback(
    ({ id }: Step) => ({ use: stats?.get(id), health: cluster && mergedHealth(cluster, id) }),
    [stats, cluster],
  );
  const sorted = useMemo(() => sortSteps(steps, settings, factsOf), [steps, settings, factsOf]);
  const columns = COLUMNS.filter((column) => !settings.hidden.includes(column));
  const toggle = useCallback(
    (id: string) =>
      onSelect(selected.has(id) ? [...selected].filter((one) => one !== id) : [...selected, id]),
    [selected, onSelect],
  );
  const areAllSelected = steps.length > 0 && steps.every(({ id }) => selected.has(id));
  return (
    <section className={pageStyles.section}>
      <div className={pageStyles.actions}>
        <BulkActions steps={steps} selected={selected} />
        <ColumnMenu settings={settings} set={set} />
      </div>
      <TableRegion label={t("catalog.scroll")}>
        <table className={tableStyles.table} aria-rowcount={steps.length + 1}>
          <thead>
            <tr>
              <th scope="col">
                <input
                  type="checkbox"
                  className={styles.tick}
                  aria-label={t("catalog.selectAll")}
                  checked={areAllSelected}
                  onChange={() => onSelect(areAllSelected ? [] : steps.map(({ id }) => id))}
                />
              </th>
              {columns.map((column) => (
                <HeadCell key={column} column={column} settings={settings} set={set} />
              ))}
            </tr>
          </thead>
          <VirtualBody
            rows={sorted}
            columns={columns.length + 1}
            rowHeight={56}
            keyOf={({ id }) => id}
            draw={(step, place) => (
              <Row
                step={step}
                {...factsOf(step)}
                columns={columns}
                words={words}
                isSelected={selected.has(step.id)}
                isMarked={marked.has(step.id)}
                toggle={toggle}
                place={place}
              />
            )}
          />
        </table>
      </TableRegion>
    </section>
  );
}

interface SettingsProps {
  readonly settings: TableSettings;
  readonly set: (changes: Partial<TableSettings>) => void;
}

function HeadCell({ column, settings, set }: SettingsProps & { readonly column: Column }) {
  const { t } = useTranslation();
  const isSorted = settings.sort === column;
  const Arrow = settings.isDescending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={isSorted ? (settings.isDescending ? "descending" : "ascending") : undefined}>
      <button
        type="button"
        className={styles.sort}
        onClick={() => set({ sort: column, isDescending: isSorted && !settings.isDescending })}
      >
        {t(`catalog.column.${column}`)}
        {isSorted && <Arrow size={14} aria-hidden />}
      </button>
    </th>
  );
}

function ColumnMenu({ settings, set }: SettingsProps) {
  const { t } = useTranslation();
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button
          size="compact-md"
          variant="default"
          className={pageStyles.push}
          leftSection={<Columns3 size={14} aria-hidden />}
        >
          {t("catalog.columns")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {COLUMNS.filter((column) => column !== "step").map((column) => {
          const isHidden = settings.hidden.includes(column);
          return (
            <Menu.Item
              key={column}
              role="menuitemcheckbox"
              aria-checked={!isHidden}
              leftSection={isHidden ? " " : "✓"}
              onClick={() =>
                set({
                  hidden: isHidden
                    ? settings.hidden.filter((one) => one !== column)
                    : [...settings.hidden, column],
                })
              }
            >
              {t(`catalog.column.${column}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

interface RowProps {
  readonly step: Step;
  readonly use: StepUse | undefined;
  readonly health: Health | null;
  readonly columns: readonly Column[];
  readonly words: readonly string[];
  readonly isSelected: boolean;
  readonly isMarked: boolean;
  readonly toggle: (id: string) => void;
  readonly place: Measured;
}

const Row = memo(
  function Row({ step, use, health, columns, words, isSelected, isMarked, toggle, place }: RowProps) {
    const { t } = useTranslation();
    return (
      <tr
        {...place}
        aria-rowindex={place["data-index"] + 2}
        data-selected={isSelected}
        data-marked={isMarked || undefined}
        className={styles.row}
      >
        <td>
          <input
            type="checkbox"
            className={styles.tick}
            aria-label={t("catalog.select", { name: step.name })}
            checked={isSelected}
            onChange={() => toggle(step.id)}
          />
        </td>
        {columns.map((column) =>
          column === "step" ? (
            <th key={column} scope="row">
              <Link
                to="/catalog/steps/$id"
                params={{ id: step.id }}
                search={(last: CatalogSearch) => ({ ...last, select: undefined })}
                resetScroll={false}
                className={styles.name}
              >
                <Marked text={step.name} words={words} />
              </Link>
              {step.name !== step.id && (
                <code className={styles.id}>
                  <Marked text={step.id} words={words} />
                </code>
              )}
            </th>
          ) : (
            <td key={column}>
              <Cell column={column} step={step} use={use} health={health} words={words} />
            </td>
          ),
        )}
      </tr>
    );
  },
  // A health record is made anew for each picture; only its content counts.
  (before, after) =>
    before.step === after.step &&
    before.use === after.use &&
    before.columns.length === after.columns.length &&
    before.columns.every((column, place) => after.columns[place] === column) &&
    before.words === after.words &&
    before.isSelected === after.isSelected &&
    before.isMarked === after.isMarked &&
    before.toggle === after.toggle &&
    before.place["data-index"] === after.place["data-index"] &&
    before.health?.status === after.health?.status &&
    before.health?.error === after.health?.error,
);

interface CellProps extends Pick<RowProps, "step" | "use" | "health" | "words"> {
  readonly column: Exclude<Column, "step">;
}

function Cell({ column, step, use, health, words }: CellProps) {
  const { i18n } = useTranslation();
  switch (column) {
    case "type":
      return <TypeMark type={step.type} />;
    case "inputs":
      return <Names attributes={consumed(step)} words={words} />;
    case "outputs":
      return <Names attributes={provided(step)} words={words} />;
    case "labels":
      return <Labels labels={step.labels} />;
    case "health":
      return <HealthCell step={step} health={health} />;
    case "changed":
      return use?.changed_at ? <Moment instant={use.changed_at} /> : "–";
    case "flows":
      return use ? formatNumber(use.flows, i18n.language) : "–";
  }
}

function Names({
  attributes,
  words,
}: {
  readonly attributes: readonly Attribute[];
  readonly words: readonly string[];
}) {
  const { t } = useTranslation();
  return (
    <ul className={styles.names}>
      {attributes.map(({ name, role }) => (
        <li key={name}>
          <code>
            <Marked text={role === "optional" ? t("catalog.optionalInput", { name }) : name} words={words} />
          </code>
        </li>
      ))}
    </ul>
  );
}

function HealthCell({ step, health }: { readonly step: Step; readonly health: Health | null }) {
  const { t } = useTranslation();
  const source = healthSource(step);
  if (source === "none") return <span className={tableStyles.secondary}>{t("catalog.noCheck")}</span>;
  if (source === "members") return <span className={tableStyles.secondary}>{t("catalog.byMembers")}</span>;
  return (
    <>
      <StateMark look={healthLook(health?.status ?? "unknown")} />
      {health?.error && <span className={tableStyles.clip}>{health.error}</span>}
    </>
  );
}
