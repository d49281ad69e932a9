import { useThrottledValue } from "@mantine/hooks";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFlowEvents } from "../../data/queries";
import { readObject, readText, type RecordedEvent } from "../../model/event";
import type { Flow } from "../../model/flow";
import { durationBetween } from "../../model/instants";
import { shortValue } from "../../model/shortValue";
import { formatDuration } from "../../ui/format";
import { JsonTree } from "../../ui/JsonTree";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import pageStyles from "../page.module.css";
import styles from "./StepsTab.module.css";

const route = getRouteApi("/flows/$id");
const PAGE_SIZE = 100;
/** A busy flow must not ask for its events more often than this. */
const FOLLOW_MS = 1000;

/** What happened, in order. Without a place in the address it follows the latest events. */
export function EventsTab({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const { from } = route.useSearch();
  const total = useThrottledValue(flow.next_sequence, FOLLOW_MS);
  const first = from ?? Math.max(0, total - PAGE_SIZE);
  const { data, error, refetch } = useFlowEvents(
    flow.id,
    first,
    PAGE_SIZE,
    Math.min(total, first + PAGE_SIZE),
  );
  if (error && !data) {
    return <ReadProblem what={t("flow.events.what")} error={error} onTryAgain={() => void refetch()} />;
  }
  if (!data) return <Loading awaited="server" />;
  const last = data.events.at(-1)?.sequence ?? first;
  const shown = { from: data.events[0]?.sequence ?? first, to: last, total };
  return (
    <div className={pageStyles.section}>
      {total > PAGE_SIZE && (
        <nav aria-label={t("flow.events.pages")} className={pageStyles.actions}>
          <PageLink name="first" from={0} isOff={first === 0} />
          <PageLink name="previous" from={Math.max(0, first - PAGE_SIZE)} isOff={first === 0} />
          <span className={pageStyles.secondary}>{t("flow.events.range", shown)}</span>
          <PageLink name="next" from={first + PAGE_SIZE} isOff={last + 1 >= total} />
          <PageLink name="latest" from={undefined} isOff={from === undefined} />
        </nav>
      )}
      <TableRegion label={t("flow.events.scroll")}>
        <table className={tableStyles.table}>
          <thead>
            <tr>
              {(["sequence", "time", "type", "step", "summary"] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`flow.events.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.events.map((event) => (
              <Row key={event.sequence} event={event} flow={flow} />
            ))}
          </tbody>
        </table>
      </TableRegion>
    </div>
  );
}

interface PageLinkProps {
  readonly name: "first" | "previous" | "next" | "latest";
  readonly from: number | undefined;
  readonly isOff: boolean;
}

function PageLink({ name, from, isOff }: PageLinkProps) {
  const { t } = useTranslation();
  const text = t(`flow.events.${name}`);
  if (isOff) return <span className={pageStyles.secondary}>{text}</span>;
  return (
    <Link from="/flows/$id" to="/flows/$id" search={(before) => ({ ...before, from })} resetScroll={false}>
      {text}
    </Link>
  );
}

function Row({ event, flow }: { readonly event: RecordedEvent; readonly flow: Flow }) {
  const { t, i18n } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const stepId = readText(event.data["step_id"]);
  const after = durationBetween(flow.created_at, event.timestamp);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={styles.open}
          aria-expanded={isOpen}
          aria-label={t("flow.events.payload", { sequence: event.sequence })}
          onClick={() => setOpen(!isOpen)}
        >
          {event.sequence}
        </button>
      </th>
      <td className={tableStyles.nowrap}>{after !== null && formatDuration(after, t, i18n.language)}</td>
      <td>
        <code>{event.type}</code>
      </td>
      <td>{flow.plan.steps.get(stepId)?.name ?? stepId}</td>
      <td>
        {isOpen ? (
          <JsonTree value={event.data} open={2} />
        ) : (
          <span className={tableStyles.clip}>{summaryOf(event)}</span>
        )}
      </td>
    </tr>
  );
}

/** The one thing of a payload that says most. */
function summaryOf({ data }: RecordedEvent): string {
  if ("key" in data) return `${readText(data["key"])} = ${shortValue(data["value"] ?? null)}`;
  const text = readText(data["error"]) || readText(data["reason"]) || readText(data["status"]);
  if (text) return text;
  const values = readObject(data["outputs"] ?? data["result"] ?? data["inputs"] ?? data["init"]);
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${shortValue(value)}`)
    .join(", ");
}
