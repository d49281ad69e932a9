import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../../data/clock";
import { pathOf, request } from "../../data/rest";
import { useSession, USUAL_DEFAULTS } from "../../data/session";
import { readObject } from "../../model/event";
import { readFlow, type Flow } from "../../model/flow";
import { rowLook, type FlowRow } from "../../model/flowRow";
import { flowSentence } from "../../model/sentence";
import { formatTicking } from "../../ui/format";
import { LongId } from "../../ui/LongId";
import { StateMark } from "../../ui/StateMark";
import pageStyles from "../page.module.css";
import styles from "./Home.module.css";
import { waitingText } from "./waitingText";

/** Values are of no interest here; only very short ones are worth their bytes. */
const MAX_VALUE_BYTES = 64;
/** A flow that nothing happens in is not read more often than that. */
const INTERVAL_MS = 10_000;
/** A flow without an event for so long is worth a look. */
const LONG_MS = 10_000;
const MOST = 6;

/** The active flows that have gone longest without an event, with the reason. */
export function QuietFlows({ flows }: { readonly flows: readonly FlowRow[] }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const long = flows.filter(({ last_event_at }) => now - (last_event_at ?? now) > LONG_MS).slice(0, MOST);
  const states = useFlowStates(long);
  return (
    <section className={pageStyles.section}>
      <div className={styles.panelHead}>
        <h2>{t("home.quiet.title")}</h2>
        <Link to="/flows" search={{ state: ["running", "waiting"], order: "asc" }}>
          {t("home.quiet.all")}
        </Link>
      </div>
      {long.length === 0 && <p className={pageStyles.secondary}>{t("home.quiet.none")}</p>}
      <ul className={styles.list}>
        {long.map((row) => (
          <li key={row.id} className={styles.quiet}>
            <StateMark look={rowLook(row)} />
            <Link to="/flows/$id" params={{ id: row.id }}>
              <LongId id={row.id} />
            </Link>
            <Quiet row={row} />
            <Reason flow={states.get(row.id) ?? null} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Quiet({ row: { last_event_at } }: { readonly row: FlowRow }) {
  const { t, i18n } = useTranslation();
  const now = useServerNow();
  if (last_event_at === null) return null;
  return (
    <span className={`${styles.since} ages`}>
      {t("home.quiet.since", { duration: formatTicking(now - last_event_at, t, i18n.language) })}
    </span>
  );
}

function Reason({ flow }: { readonly flow: Flow | null }) {
  const { t, i18n } = useTranslation();
  const now = useServerNow();
  const step_timeout_ms = useSession().data?.engine.step_timeout ?? USUAL_DEFAULTS.step_timeout;
  if (!flow) return null;
  const text = waitingText(flowSentence(flow, { now, step_timeout_ms }), t, i18n.language);
  return text && <span className={styles.reason}>{text}</span>;
}

function useFlowStates(rows: readonly FlowRow[]): ReadonlyMap<string, Flow> {
  const answers = useQueries({
    queries: rows.map(({ id, last_event_at }) => ({
      queryKey: ["quiet-flow", id, last_event_at],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Flow> => {
        const path = `${pathOf("api", "ui", "flows", id, "state")}?max_value=${MAX_VALUE_BYTES}`;
        return readFlow(readObject((await request("GET", path, undefined, signal)).body), 0);
      },
      staleTime: INTERVAL_MS,
      // A flow holds maps, which have no structure that could be shared.
      structuralSharing: false,
    })),
  });
  return new Map(answers.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));
}
