import { ArrowDown, ArrowUp } from "lucide-react";
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { FlowFilter, FlowSort } from "../../model/flowFilter";
import { NARROWEST, resized, WIDEST, type Column, type TableSettings } from "../../model/tableSettings";
import styles from "./FlowGrid.module.css";
import { useFilter } from "./useFilter";
import type { Selection } from "./useSelection";

const SORT_OF: Readonly<Partial<Record<Column, FlowSort>>> = {
  id: "id",
  started: "started",
  ended: "ended",
  duration: "duration",
};

interface Props {
  readonly settings: TableSettings;
  readonly columns: readonly Column[];
  readonly change: (settings: TableSettings) => void;
  readonly filter: FlowFilter;
  readonly selection: Selection;
}

/** Names of the columns: to sort by, and to make them wider or narrower. */
export function FlowGridHead({ settings, columns, change, selection }: Props) {
  const { t } = useTranslation();
  const width = (column: Column) => settings.columns.find((one) => one.column === column)?.width ?? NARROWEST;
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.headRow}>
        <div role="columnheader" className={styles.choice}>
          <label>
            <input
              type="checkbox"
              checked={selection.ids.size > 0}
              ref={(input) => {
                if (input) input.indeterminate = selection.ids.size > 0;
              }}
              aria-label={selection.ids.size > 0 ? t("flows.chosen.clear") : t("flows.selectAll")}
              onChange={selection.ids.size > 0 ? selection.clear : selection.selectAll}
            />
          </label>
        </div>
        {columns.map((column) => (
          <HeadCell
            key={column}
            column={column}
            width={width(column)}
            onResize={(next) => change(resized(settings, column, next))}
          />
        ))}
      </div>
    </div>
  );
}

interface CellProps {
  readonly column: Column;
  readonly width: number;
  readonly onResize: (width: number) => void;
}

function HeadCell({ column, width, onResize }: CellProps) {
  const { t } = useTranslation();
  const [filter, setFilter] = useFilter();
  const sort = SORT_OF[column];
  const isSorted = sort !== undefined && (filter.sort ?? "started") === sort;
  const isRising = isSorted && filter.order === "asc";
  const Arrow = isRising ? ArrowUp : ArrowDown;
  const name = t(`flows.column.${column}`);
  return (
    <div
      role="columnheader"
      className={styles.headCell}
      data-column={column}
      aria-sort={isSorted ? (isRising ? "ascending" : "descending") : undefined}
    >
      {sort ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() =>
            setFilter({
              ...filter,
              sort: sort === "started" ? undefined : sort,
              order: isSorted && !isRising ? "asc" : undefined,
            })
          }
        >
          {name}
          {isSorted && <Arrow size={14} aria-hidden />}
        </button>
      ) : (
        <span>{name}</span>
      )}
      <Grip label={t("flows.widthOf", { name })} width={width} onResize={onResize} />
    </div>
  );
}

const KEY_STEP = 16;

interface GripProps {
  readonly label: string;
  readonly width: number;
  readonly onResize: (width: number) => void;
}

/** The edge of a column: dragged, or moved by the arrow keys. */
function Grip({ label, width, onResize }: GripProps) {
  const drag = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const column = event.currentTarget.parentElement?.offsetWidth ?? width;
    drag.current = { x: event.clientX, width: column };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current) onResize(drag.current.width + event.clientX - drag.current.x);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? KEY_STEP : event.key === "ArrowLeft" ? -KEY_STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(width + step);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      className={styles.grip}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onKeyDown={onKeyDown}
    />
  );
}
