import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useItemEvents } from "../../../data/flowEvents";
import { attemptsOf, type Attempt } from "../../../model/attempts";
import type { Flow } from "../../../model/flow";
import { durationBetween } from "../../../model/instants";
import type { WorkItem } from "../../../model/items";
import type { Look } from "../../../model/look";
import { errorLine } from "../../../model/serviceError";
import type { Step } from "../../../model/step";
import { formatClockMs, formatDuration } from "../../../ui/format";
import { Loading } from "../../../ui/Loading";
import { ReadProblem } from "../../../ui/ReadProblem";
import { StateMark } from "../../../ui/StateMark";
import tableStyles from "../../../ui/table.module.css";
import { TableRegion } from "../../../ui/TableRegion";
import pageStyles from "../../page.module.css";

interface Props {
  readonly flow: Flow;
  readonly step: Step;
  readonly item: WorkItem;
}

const LOOKS: Readonly<Record<Attempt["outcome"], Look>> = {
  running: "running",
  succeeded: "done",
  failed: "failed",
  tryAgain: "failed",
};

/** Every attempt of an item, from its events. */
export function AttemptTable({ flow, step, item }: Props) {
  const { t, i18n } = useTranslation();
  const version = `${item.status} ${item.retry_count} ${item.started_at} ${item.completed_at}`;
  const { data, error, refetch } = useItemEvents(flow.id, step.id, item.token, version);
  const { next_sequence } = flow;
  const attempts = useMemo(
    // In replay the item has only had the attempts up to that moment.
    () => attemptsOf((data?.events ?? []).filter(({ sequence }) => sequence < next_sequence)),
    [data, next_sequence],
  );
  if (error && !data) {
    return <ReadProblem what={t("flow.attempt.what")} error={error} onTryAgain={() => void refetch()} />;
  }
  if (!data) return <Loading awaited="server" rows={1} />;
  if (attempts.length === 0) return <p className={pageStyles.secondary}>{t("flow.attempt.none")}</p>;
  return (
    <TableRegion label={t("flow.attempt.scroll")}>
      <table className={tableStyles.table}>
        <thead>
          <tr>
            {(["number", "outcome", "started", "duration", "error"] as const).map((column) => (
              <th key={column} scope="col" className={column === "duration" ? tableStyles.number : undefined}>
                {t(`flow.attempt.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => {
            const ran = durationBetween(attempt.started_at, attempt.ended_at);
            return (
              <tr key={attempt.sequence}>
                <th scope="row" className={tableStyles.nowrap}>
                  <Link
                    from="/flows/$id"
                    to="/flows/$id"
                    params={{ id: flow.id }}
                    search={(before) => ({ ...before, at: attempt.sequence })}
                    resetScroll={false}
                  >
                    {attempt.isUndo
                      ? t("flow.attempt.undo", { number: attempt.number })
                      : t("flow.attempt.number", { number: attempt.number })}
                  </Link>
                </th>
                <td>
                  <StateMark look={lookOf(attempt, step)} />
                </td>
                <td className={tableStyles.nowrap}>
                  {attempt.started_at === null
                    ? t("flow.attempt.noStart")
                    : formatClockMs(attempt.started_at, i18n.language)}
                </td>
                <td className={tableStyles.number}>
                  {ran !== null && formatDuration(ran, t, i18n.language)}
                </td>
                <td>
                  {errorLine(attempt.error)}
                  {attempt.next_at !== null && (
                    <span className={pageStyles.secondary}>
                      {" "}
                      {t("flow.attempt.next", { clock: formatClockMs(attempt.next_at, i18n.language) })}
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}

function lookOf({ outcome, isUndo }: Attempt, { type }: Step): Look {
  if (outcome === "running") return isUndo ? "undoing" : type === "async" ? "waiting" : "running";
  if (outcome === "succeeded" && isUndo) return "undone";
  return LOOKS[outcome];
}
