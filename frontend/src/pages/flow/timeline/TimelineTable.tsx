import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../../model/flow";
import { durationBetween, type Instant } from "../../../model/instants";
import { itemOf } from "../../../model/items";
import type { Bar, StepLine } from "../../../model/timeline";
import { formatClockMs, formatDuration } from "../../../ui/format";
import { StateMark } from "../../../ui/StateMark";
import tableStyles from "../../../ui/table.module.css";
import { TableRegion } from "../../../ui/TableRegion";
import { VirtualBody } from "../../../ui/VirtualBody";
import { ItemOfFlow, StepOfFlow } from "../FlowLink";

interface Row {
  readonly key: string;
  readonly step: string;
  readonly token: string | null;
  readonly bar: Bar;
}

interface Props {
  readonly flow: Flow;
  readonly lines: readonly StepLine[];
  readonly now: Instant;
  readonly step: string | undefined;
}

const COLUMNS = ["step", "item", "what", "state", "from", "to", "duration"] as const;

/** The timeline as a table: every stretch with its beginning and its end. */
export function TimelineTable({ flow, lines, now, step }: Props) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const rows = useMemo(() => rowsOf(lines, step), [lines, step]);
  return (
    <TableRegion label={t("flow.timeline.label")}>
      <table className={tableStyles.table} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={column === "duration" ? tableStyles.number : undefined}>
                {t(`flow.timeline.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <VirtualBody
          rows={rows}
          columns={COLUMNS.length}
          rowHeight={37}
          keyOf={({ key }) => key}
          draw={({ step: id, token, bar }, place) => {
            const table = flow.executions.get(id)?.work_items;
            const item = table && token !== null && table.size > 1 ? itemOf(table, token) : undefined;
            const ran = durationBetween(bar.from, bar.to ?? now);
            return (
              <tr {...place}>
                <th scope="row">
                  <StepOfFlow flow={flow} id={id} />
                </th>
                <td>
                  {item && (
                    <ItemOfFlow flow={flow} step={id} item={item}>
                      {item.place + 1}
                    </ItemOfFlow>
                  )}
                </td>
                <td>{t(`flow.timeline.bar.${bar.kind}`)}</td>
                <td>{(bar.kind === "attempt" || bar.kind === "undoing") && <StateMark look={bar.look} />}</td>
                <td className={tableStyles.nowrap}>{formatClockMs(bar.from, language)}</td>
                <td className={tableStyles.nowrap}>
                  {bar.to === null ? t("flow.timeline.goesOn") : formatClockMs(bar.to, language)}
                </td>
                <td className={tableStyles.number}>{ran !== null && formatDuration(ran, t, language)}</td>
              </tr>
            );
          }}
        />
      </table>
    </TableRegion>
  );
}

function rowsOf(lines: readonly StepLine[], wanted: string | undefined): readonly Row[] {
  return lines
    .filter(({ step }) => wanted === undefined || step === wanted)
    .flatMap(({ step, bars, items }): readonly Row[] => {
      const waiting = bars
        .filter(({ kind, from, to }) => kind === "waiting" && to !== from)
        .map((bar) => ({ key: `${step} waiting`, step, token: null, bar }));
      const work = items.flatMap(({ token, bars }) =>
        bars.map((bar, place) => ({ key: `${token} ${place}`, step, token, bar })),
      );
      return [...waiting, ...work];
    });
}
