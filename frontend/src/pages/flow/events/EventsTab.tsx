import { useThrottledValue } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EVENTS_PER_PAGE, useEventPage, type EventQuery } from "../../../data/flowEvents";
import { wantedTypes } from "../../../model/eventKind";
import type { Flow } from "../../../model/flow";
import { itemByName } from "../../../model/itemNumber";
import { Loading } from "../../../ui/Loading";
import { ReadProblem } from "../../../ui/ReadProblem";
import tableStyles from "../../../ui/table.module.css";
import { TableRegion } from "../../../ui/TableRegion";
import pageStyles from "../../page.module.css";
import type { FlowSearch } from "../flowSearch";
import { useIsReplay } from "../present";
import { EventFilters } from "./EventFilters";
import { EventRow } from "./EventRow";

const route = getRouteApi("/flows/$id");
/** A busy flow must not ask for its events more often than this. */
const FOLLOW_MS = 1000;
const COLUMNS = ["sequence", "time", "since", "type", "step", "item", "summary"] as const;

interface Props {
  readonly flow: Flow;
  readonly step: string | undefined;
}

/** What happened, in order, in pages from the server. Without a place in the address it follows what comes. */
export default function EventsTab({ flow, step }: Props) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isReplay = useIsReplay();
  const [opened, setOpened] = useState<number | null>(null);
  const upTo = useThrottledValue(flow.next_sequence, FOLLOW_MS);
  const execution = step === undefined ? undefined : flow.executions.get(step);
  const item = execution && search.item ? itemByName(execution, search.item) : undefined;
  const isNewestFirst = search.order !== "asc";
  const query: EventQuery = {
    types: wantedTypes(search.kind ?? [], search.only === "failures"),
    step: step ?? "",
    token: item?.token ?? "",
    text: search.q ?? "",
    isNewestFirst,
    // In replay nothing is shown that has not happened yet.
    from: search.from ?? (isReplay && isNewestFirst ? flow.next_sequence - 1 : null),
  };
  const { data, error, refetch } = useEventPage(flow.id, query, upTo);
  const change = (next: FlowSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  if (error && !data) {
    return <ReadProblem what={t("flow.events.what")} error={error} onTryAgain={() => void refetch()} />;
  }
  if (!data) return <Loading awaited="server" />;
  const events = isReplay ? data.events.filter(({ sequence }) => sequence < flow.next_sequence) : data.events;
  const neighbour = (place: number) => events[isNewestFirst ? place + 1 : place - 1];
  return (
    <div className={pageStyles.section}>
      <EventFilters {...{ search, change, item }} />
      {events.length === 0 && <p className={pageStyles.secondary}>{t("flow.events.noMatch")}</p>}
      {events.length > 0 && (
        <>
          <nav aria-label={t("flow.events.pages")} className={pageStyles.actions}>
            <button
              type="button"
              className={tableStyles.page}
              disabled={search.from === undefined}
              onClick={() => change({ from: undefined })}
            >
              {isNewestFirst ? t("flow.events.latest") : t("flow.events.first")}
            </button>
            <button
              type="button"
              className={tableStyles.page}
              disabled={data.next === null}
              onClick={() => change({ from: data.next ?? undefined })}
            >
              {isNewestFirst ? t("flow.events.earlier") : t("flow.events.later")}
            </button>
            <span className={pageStyles.secondary} role="status">
              {data.total === null
                ? t("flow.events.some", { count: events.length })
                : t("flow.events.range", {
                    count: Math.min(events.length, EVENTS_PER_PAGE),
                    total: data.total,
                  })}
              {search.from === undefined && flow.deactivated_at === null && !isReplay && isNewestFirst
                ? ` ${t("flow.events.follows")}`
                : ""}
            </span>
          </nav>
          <TableRegion label={t("flow.events.scroll")}>
            <table className={tableStyles.table}>
              <thead>
                <tr>
                  {COLUMNS.map((column) => (
                    <th
                      key={column}
                      scope="col"
                      className={column === "since" ? tableStyles.number : undefined}
                    >
                      {t(`flow.events.column.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {events.map((event, place) => (
                  <EventRow
                    key={event.sequence}
                    {...{ flow, event }}
                    before={neighbour(place)?.timestamp ?? null}
                    columns={COLUMNS.length}
                    isOpen={opened === event.sequence}
                    onToggle={() => setOpened(opened === event.sequence ? null : event.sequence)}
                  />
                ))}
              </tbody>
            </table>
          </TableRegion>
        </>
      )}
    </div>
  );
}
