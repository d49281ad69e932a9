import { useVirtualizer, defaultRangeExtractor } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FlowList, FlowListState, View } from "../../data/flowList";
import { isOver, withChange } from "../../model/flowRow";
import type { Column, TableSettings } from "../../model/tableSettings";
import { FlowGridHead } from "./FlowGridHead";
import { FlowLine } from "./FlowLine";
import { ListEnd } from "./ListEnd";
import styles from "./FlowGrid.module.css";
import { NewFlows } from "./NewFlows";
import { SelectionBar } from "./SelectionBar";
import { useRowKeys } from "./useRowKeys";
import type { Selection } from "./useSelection";
import { useSteadyChanges } from "./useSteadyChanges";

/** Pixels of a row by density; on a narrow screen a row is a card of four lines. */
const HEIGHTS = {
  wide: { comfortable: 40, compact: 28 },
  narrow: { comfortable: 112, compact: 100 },
} as const;
/** Rows are told to the live stream when the scrolling has paused for so long. */
const SETTLED_MS = 120;
/** The next page is read when so many rows are left below. */
const READ_AHEAD = 25;

const CHOICE_WIDTH = 40;
/** What a card shows, whatever columns were chosen. */
const ON_CARD: readonly Column[] = ["id", "state", "duration", "progress", "started", "error"];

interface Props {
  readonly list: FlowList;
  readonly state: FlowListState;
  readonly isOld: boolean;
  readonly view: { current: View };
  readonly settings: TableSettings;
  readonly change: (settings: TableSettings) => void;
  readonly selection: Selection;
  readonly isNarrow: boolean;
}

/** The rows of a list in a box of their own: only those near the window of the box are drawn. */
export function FlowGrid({ list, state, isOld, view, settings, change, selection, isNarrow }: Props) {
  const { t } = useTranslation();
  const { rows, hasMore, isLoadingMore, moreError, searched } = state;
  const box = useRef<HTMLDivElement>(null);
  const height = HEIGHTS[isNarrow ? "narrow" : "wide"][settings.density];
  const [currentId, setCurrentId] = useState(list.memory.current);
  const current = Math.max(0, currentId === null ? 0 : rows.findIndex(({ id }) => id === currentId));

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: useCallback(() => height, [height]),
    initialOffset: list.memory.scrollTop,
    overscan: 8,
    // The row with the focus stays in the page wherever one scrolls: the focus is never lost.
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) =>
        [...new Set([current, ...defaultRangeExtractor(range)])].filter((place) => place < range.count),
      [current],
    ),
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = list.memory.scrollTop;
  }, [list]);

  const range = virtualizer.range;
  const [first, last] = [range?.startIndex ?? 0, range?.endIndex ?? 0];
  useEffect(() => {
    Object.assign(view.current, { first, last });
  }, [view, first, last]);
  useEffect(() => {
    const isNearEnd = last >= rows.length - READ_AHEAD;
    if (isNearEnd && hasMore && !isLoadingMore && !moreError && searched === null) void list.more();
  }, [list, last, rows.length, hasMore, isLoadingMore, moreError, searched]);

  const shown = useMemo(() => rows.slice(first, last + 1), [rows, first, last]);
  const changes = useSteadyChanges(useSettledIds(shown));

  const isStarterKnown = rows.some(({ started_by }) => started_by !== "");
  const columns = useMemo(
    () => (isNarrow ? ON_CARD : shownColumns(settings, isStarterKnown)),
    [isNarrow, settings, isStarterKnown],
  );
  const setCurrent = (id: string) => {
    list.remember({ current: id });
    setCurrentId(id);
  };
  const handlers = useRowKeys({ box, rows, current, setCurrent, selection, virtualizer });
  const hold = (isHeld: boolean) => () => Object.assign(view.current, { isHeld });

  const showNew = () => {
    if (box.current) box.current.scrollTop = 0;
    void list.showNew();
  };

  return (
    <div className={styles.frame} data-narrow={isNarrow || undefined}>
      <div
        ref={box}
        className={styles.box}
        role="grid"
        aria-label={t("flows.scroll")}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-multiselectable
        aria-busy={isOld}
        data-density={settings.density}
        data-narrow={isNarrow || undefined}
        data-chosen={selection.ids.size > 0 || undefined}
        tabIndex={-1}
        style={
          {
            "--columns": template(settings, columns),
            "--least": `${leastWidth(settings, columns)}px`,
            "--row": `${height}px`,
          } as React.CSSProperties
        }
        onScroll={({ currentTarget: { scrollTop } }) => {
          list.remember({ scrollTop });
          Object.assign(view.current, { isAtTop: scrollTop < height });
        }}
        onPointerEnter={hold(true)}
        onPointerLeave={(event) => hold(event.currentTarget.contains(document.activeElement))()}
        onFocus={hold(true)}
        onBlur={(event) => hold(event.currentTarget.contains(event.relatedTarget))()}
        {...handlers}
      >
        <FlowGridHead
          settings={settings}
          columns={columns}
          change={change}
          filter={list.filter}
          selection={selection}
        />
        <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <FlowLine
                  key={row.id}
                  row={withChange(row, changes.get(row.id))}
                  place={index}
                  top={start}
                  columns={columns}
                  isSelected={selection.ids.has(row.id)}
                  isCurrent={index === current}
                />
              )
            );
          })}
        </div>
        <ListEnd list={list} state={state} />
      </div>
      <NewFlows state={state} onShow={showNew} />
      <SelectionBar selection={selection} />
    </div>
  );
}

function shownColumns(settings: TableSettings, isStarterKnown: boolean): readonly Column[] {
  return settings.columns
    .filter(({ column, isShown }) => isShown && (column !== "started_by" || isStarterKnown))
    .map(({ column }) => column);
}

/** Widths of the columns; the one that has most to say takes what is left. */
function template(settings: TableSettings, columns: readonly Column[]): string {
  const widths = settings.columns.filter(({ column }) => columns.includes(column));
  const elastic = columns.includes("error") ? "error" : columns.at(-1);
  const tracks = widths.map(({ column, width }) =>
    column === elastic ? `minmax(${width}px, 1fr)` : `${width}px`,
  );
  return [`${CHOICE_WIDTH}px`, ...tracks].join(" ");
}

/** What the table needs before it scrolls sideways. */
function leastWidth(settings: TableSettings, columns: readonly Column[]): number {
  return settings.columns.reduce(
    (sum, { column, width }) => (columns.includes(column) ? sum + width : sum),
    CHOICE_WIDTH,
  );
}

/**
 * Ids that the stream is asked about: the visible flows that can still change, once the scrolling has come to rest.
 * Flows that are over or out of sight stay among them until another one is wanted: each new question has a moment
 * in which nothing is told.
 */
function useSettledIds(shown: FlowListState["rows"]): readonly string[] {
  const text = shown
    .filter((row) => !isOver(row))
    .map(({ id }) => id)
    .join("\n");
  const [settled, setSettled] = useState<readonly string[]>([]);
  useEffect(() => {
    const wanted = text === "" ? [] : text.split("\n");
    const timer = setTimeout(
      () => setSettled((asked) => (wanted.every((id) => asked.includes(id)) ? asked : wanted)),
      SETTLED_MS,
    );
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
