import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { rowState, type FlowEntry, type RowChange } from "../../model/flowEntry";
import { holdOrder } from "../../model/rows";
import { Labels } from "../../ui/Labels";
import { LongId } from "../../ui/LongId";
import { Moment } from "../../ui/Moment";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import pageStyles from "../page.module.css";

const LOOKS = { active: "running", completed: "done", failed: "failed" } as const;

interface Props {
  readonly flows: readonly FlowEntry[];
  readonly changes: ReadonlyMap<string, RowChange>;
  /** The rows are those of the page before, shown while the asked-for page loads. */
  readonly isOld: boolean;
}

/** One page of flows. Rows never move under the pointer or the focus: what is new waits for a key press. */
export function FlowTable({ flows, changes, isOld }: Props) {
  const { t } = useTranslation();
  const [held, setHeld] = useState<readonly FlowEntry[] | null>(null);
  const { rows, waiting } = held ? holdOrder(held, flows) : { rows: flows, waiting: 0 };
  const hold = () => setHeld((before) => before ?? flows);
  const release = () => setHeld(null);
  return (
    // The handlers only watch where the pointer and the focus are; they are no control.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={pageStyles.section}
      aria-busy={isOld}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || release()}
    >
      {waiting > 0 && (
        <div className={pageStyles.actions} role="status">
          {t("flows.waiting", { count: waiting })}
          <Button size="compact-sm" variant="default" onClick={() => setHeld(flows)}>
            {t("flows.show")}
          </Button>
        </div>
      )}
      <TableRegion label={t("flows.scroll")}>
        <table className={tableStyles.table}>
          <thead>
            <tr>
              {(["state", "id", "time", "error", "labels"] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`flows.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((entry) => (
              <Row key={entry.id} entry={entry} change={changes.get(entry.id)} />
            ))}
          </tbody>
        </table>
      </TableRegion>
    </div>
  );
}

function Row({ entry, change }: { readonly entry: FlowEntry; readonly change: RowChange | undefined }) {
  const { t } = useTranslation();
  const { outcome, isDeactivated } = rowState(entry, change);
  const isSettling = outcome !== "active" && !isDeactivated;
  return (
    <tr>
      <td>
        <StateMark look={LOOKS[outcome]} note={isSettling ? t("words.settling") : undefined} />
      </td>
      <th scope="row" className={tableStyles.idCell}>
        <Link to="/flows/$id" params={{ id: entry.id }}>
          <LongId id={entry.id} />
        </Link>
      </th>
      <td className={tableStyles.nowrap}>
        <Moment instant={entry.timestamp} />
      </td>
      <td>
        <span className={tableStyles.clip}>{entry.error.split("\n")[0]}</span>
      </td>
      <td className={tableStyles.labelsCell}>
        <Labels labels={entry.labels} />
      </td>
    </tr>
  );
}
