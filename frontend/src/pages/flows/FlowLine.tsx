import { memo, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { FlowRow } from "../../model/flowRow";
import type { Column } from "../../model/tableSettings";
import { FlowCell } from "./FlowCell";
import styles from "./FlowGrid.module.css";

interface Props {
  readonly row: FlowRow;
  /** Place in the list, from 0. */
  readonly place: number;
  /** Distance from the beginning of the list in pixels. */
  readonly top: number;
  readonly columns: readonly Column[];
  readonly isSelected: boolean;
  /** The one row in the order of Tab. */
  readonly isCurrent: boolean;
}

/** One row of the list. What is done to it is heard by the list: it says in `data-place` which row it is. */
export const FlowLine = memo(function FlowLine({ row, place, top, columns, isSelected, isCurrent }: Props) {
  const { t } = useTranslation();
  const style: CSSProperties = { transform: `translateY(${top}px)` };
  return (
    <div
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      className={styles.row}
      data-place={place}
      data-selected={isSelected || undefined}
      tabIndex={isCurrent ? 0 : -1}
      style={style}
    >
      <div role="gridcell" className={styles.choice}>
        <label>
          <input
            type="checkbox"
            data-choice
            tabIndex={-1}
            checked={isSelected}
            readOnly
            aria-label={t("flows.select", { id: row.id })}
          />
        </label>
      </div>
      {columns.map((column) => (
        <div key={column} role="gridcell" className={styles.cell} data-column={column}>
          <FlowCell column={column} row={row} />
        </div>
      ))}
    </div>
  );
});
