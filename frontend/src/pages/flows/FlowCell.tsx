import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../../data/clock";
import { rowLook, type FlowRow } from "../../model/flowRow";
import type { Instant } from "../../model/instants";
import type { Column } from "../../model/tableSettings";
import { formatDuration, formatInFull, formatRelative, formatTicking } from "../../ui/format";
import { LongId } from "../../ui/LongId";
import { StateMark } from "../../ui/StateMark";
import { FlowProgress } from "./FlowProgress";
import styles from "./FlowGrid.module.css";

/** What one column shows of a flow. Links are not in the order of Tab: Enter on the row opens the flow. */
export function FlowCell({ column, row }: { readonly column: Column; readonly row: FlowRow }) {
  const { t } = useTranslation();
  switch (column) {
    case "state":
      return <StateMark look={rowLook(row)} note={row.isSettling ? t("words.settling") : undefined} />;
    case "id":
      return <FlowLink id={row.id} />;
    case "goals":
      return (
        <code className={styles.clip} title={row.goals.join(", ")}>
          {row.goals.join(", ")}
        </code>
      );
    case "started":
      return <Time instant={row.created_at} />;
    case "ended":
      return <Time instant={row.completed_at} />;
    case "last_event":
      return <Time instant={row.last_event_at} />;
    case "duration":
      return <Duration row={row} />;
    case "progress":
      return <FlowProgress steps={row.steps} />;
    case "error":
      return (
        <span className={styles.clip} title={row.error || undefined}>
          {row.error.split("\n", 1)[0]}
        </span>
      );
    case "labels":
      return <LabelsInLine labels={row.labels} />;
    case "parent":
      return row.parent_flow_id === "" ? null : <FlowLink id={row.parent_flow_id} />;
    case "started_by":
      return <span className={styles.clip}>{row.started_by}</span>;
  }
}

function FlowLink({ id }: { readonly id: string }) {
  return (
    <Link to="/flows/$id" params={{ id }} tabIndex={-1} className={styles.link}>
      <LongId id={id} />
    </Link>
  );
}

function Time({ instant }: { readonly instant: Instant | null }) {
  const { t, i18n } = useTranslation();
  const now = useServerNow(instant !== null);
  if (instant === null) return null;
  return (
    <time dateTime={new Date(instant).toISOString()} title={formatInFull(instant, i18n.language)}>
      {formatRelative(instant, now, t, i18n.language)}
    </time>
  );
}

function Duration({ row: { created_at, duration_ms, outcome } }: { readonly row: FlowRow }) {
  const { t, i18n } = useTranslation();
  const isTicking = outcome === "active" && created_at !== null;
  const now = useServerNow(isTicking);
  if (isTicking) return <span className="ages">{formatTicking(now - created_at, t, i18n.language)}</span>;
  return duration_ms === null ? null : <>{formatDuration(duration_ms, t, i18n.language)}</>;
}

/** Labels of a row stand in one line; the whole is their title. */
function LabelsInLine({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  return (
    <span className={styles.labels} title={entries.map(([key, value]) => `${key}=${value}`).join("\n")}>
      {entries.map(([key, value]) => (
        <code key={key}>
          {key}={value}
        </code>
      ))}
    </span>
  );
}
