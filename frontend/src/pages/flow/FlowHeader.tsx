import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../../data/clock";
import { isSettling, parentOf, type Flow } from "../../model/flow";
import { flowLook } from "../../model/look";
import { flowSentence, type Sentence } from "../../model/sentence";
import { formatDuration, formatTicking } from "../../ui/format";
import { Labels } from "../../ui/Labels";
import { LongId } from "../../ui/LongId";
import { Moment } from "../../ui/Moment";
import { StateMark } from "../../ui/StateMark";
import { StepLink } from "../../ui/StepLink";
import pageStyles from "../page.module.css";
import { ConditionText } from "./ConditionText";
import styles from "./FlowHeader.module.css";

/** The state of a flow in one sentence, and its facts. */
export function FlowHeader({ flow }: { readonly flow: Flow }) {
  const { t, i18n } = useTranslation();
  const isActive = flow.status === "active";
  const now = useServerNow(isActive);
  const parent = parentOf(flow);
  const created = flow.created_at ?? now;
  const duration = isActive
    ? formatTicking(now - created, t, i18n.language)
    : formatDuration((flow.completed_at ?? created) - created, t, i18n.language);
  return (
    <section className={styles.header}>
      <div className={styles.sentence}>
        <StateMark look={flowLook(flow)} note={isSettling(flow) ? t("words.settling") : undefined} />
        <SentenceText flow={flow} sentence={flowSentence(flow, now)} />
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>{t("flow.goals")}</dt>
          <dd className={pageStyles.list}>
            {flow.plan.goals.map((id, place) => (
              <StepLink key={place} id={id} />
            ))}
          </dd>
        </div>
        <div>
          <dt>{t("flow.started")}</dt>
          <dd>
            <Moment instant={flow.created_at} />
          </dd>
        </div>
        {!isActive && (
          <div>
            <dt>{t("flow.ended")}</dt>
            <dd>
              <Moment instant={flow.completed_at} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t("flow.duration")}</dt>
          <dd className={styles.number}>{duration}</dd>
        </div>
        {parent && (
          <div>
            <dt>{t("flow.parent")}</dt>
            <dd>
              <Link to="/flows/$id" params={{ id: parent.flow_id }} search={{ step: parent.step_id }}>
                <LongId id={parent.flow_id} />
              </Link>
            </dd>
          </div>
        )}
        {Object.keys(flow.labels).length > 0 && (
          <div>
            <dt>{t("flow.labels")}</dt>
            <dd>
              <Labels labels={flow.labels} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function SentenceText({ flow, sentence }: { readonly flow: Flow; readonly sentence: Sentence }) {
  const { t, i18n } = useTranslation();
  const nameOf = (id: string) => <strong>{flow.plan.steps.get(id)?.name ?? id}</strong>;
  switch (sentence.kind) {
    case "completed":
      return (
        <p>
          {t("flow.sentence.completed", { duration: formatDuration(sentence.ms, t, i18n.language) })}{" "}
          {t("flow.sentence.ran", { count: sentence.ran })}{" "}
          {sentence.skipped > 0 && t("flow.sentence.skipped", { count: sentence.skipped })}
        </p>
      );
    case "failed": {
      const duration = formatDuration(sentence.ms, t, i18n.language);
      return (
        <p className={pageStyles.lines}>
          {sentence.step === null ? (
            t("flow.sentence.failed", { duration })
          ) : (
            <>
              {t("flow.sentence.failedStep", { duration })} {nameOf(sentence.step)}:
            </>
          )}{" "}
          {sentence.error} {sentence.isSettling && t("flow.sentence.settling")}
        </p>
      );
    }
    case "waiting":
      return (
        <p>
          {nameOf(sentence.step)}: <ConditionText condition={sentence.condition} />
        </p>
      );
    case "running":
      return <p>{t("flow.sentence.running", { done: sentence.done, total: sentence.total })}</p>;
  }
}
