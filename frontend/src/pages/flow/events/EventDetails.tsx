import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFlowHistory } from "../../../data/flowHistory";
import type { RecordedEvent } from "../../../model/event";
import { evolveFlow } from "../../../model/evolveFlow";
import type { Flow } from "../../../model/flow";
import type { Json } from "../../../model/json";
import { stateAfter } from "../../../model/replay";
import { changesOf, type FieldChange } from "../../../model/stateChange";
import { JsonTree } from "../../../ui/JsonTree";
import pageStyles from "../../page.module.css";
import styles from "./events.module.css";

interface Props {
  readonly flow: Flow;
  readonly event: RecordedEvent;
}

/** The receipt token of an event is no secret that a name gives away. */
const PLAIN = ["/token"];

/** The payload of an event, what it changed in the state, and the way to that moment. */
export function EventDetails({ flow, event }: Props) {
  const { t } = useTranslation();
  const { sequence } = event;
  const { replay, error } = useFlowHistory(flow.id, sequence);
  const changes = useMemo(() => {
    const before = stateAfter(replay, sequence - 1);
    const after = before && evolveFlow(before, event);
    return before && after ? changesOf(before, after, event) : null;
  }, [replay, sequence, event]);
  return (
    <div className={styles.details}>
      <div className={pageStyles.actions}>
        <Link
          from="/flows/$id"
          to="/flows/$id"
          params={{ id: flow.id }}
          search={(before) => ({ ...before, at: sequence })}
          resetScroll={false}
        >
          {t("flow.events.moment")}
        </Link>
        <span className={pageStyles.secondary}>{new Date(event.timestamp).toISOString()}</span>
      </div>
      <section className={pageStyles.section}>
        <h3>{t("flow.events.payload")}</h3>
        <JsonTree value={event.data} plain={PLAIN} place={{ flow: flow.id, path: [], sequence }} />
      </section>
      <section className={pageStyles.section}>
        <h3>{t("flow.events.changes")}</h3>
        {changes === null && (
          <p className={pageStyles.secondary}>
            {t(sequence === 0 ? "flow.events.begin" : error ? "flow.events.unread" : "flow.events.reading")}
          </p>
        )}
        {changes?.length === 0 && <p className={pageStyles.secondary}>{t("flow.events.noChange")}</p>}
        {changes?.map((change) => (
          <Change key={change.path.join("/")} change={change} />
        ))}
      </section>
    </div>
  );
}

function Change({ change: { path, before, after } }: { readonly change: FieldChange }) {
  return (
    <div className={styles.change}>
      <code className={styles.path}>{path.join(" › ")}</code>
      {before !== undefined && (
        <div className={styles.before}>
          <Side value={before} />
        </div>
      )}
      {after !== undefined && (
        <div className={styles.after}>
          <Side value={after} />
        </div>
      )}
    </div>
  );
}

function Side({ value }: { readonly value: Json }) {
  return <JsonTree value={value} open={0} hasTools={false} />;
}
