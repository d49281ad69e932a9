import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFlowFacts } from "../../data/flowFacts";
import { isSettling, parentOf, type Flow } from "../../model/flow";
import { flowLook } from "../../model/look";
import { formatDuration } from "../../ui/format";
import { Labels } from "../../ui/Labels";
import { LongId } from "../../ui/LongId";
import { Moment } from "../../ui/Moment";
import { StateMark } from "../../ui/StateMark";
import pageStyles from "../page.module.css";
import { tickingWords } from "./conditionWords";
import { StepOfFlow } from "./FlowLink";
import styles from "./FlowHeader.module.css";
import { useShownNow } from "./present";
import { Sentence } from "./Sentence";
import { useWords } from "./useWords";

/** The state of a flow in one sentence, and its facts. */
export function FlowHeader({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  return (
    <section className={styles.header} aria-label={t("flow.header")}>
      <div className={styles.sentence}>
        <StateMark look={flowLook(flow)} note={isSettling(flow) ? t("words.settling") : undefined} />
        <Sentence flow={flow} />
      </div>
      <Facts flow={flow} />
    </section>
  );
}

function Facts({ flow }: { readonly flow: Flow }) {
  const words = useWords();
  const { t } = words;
  const isActive = flow.status === "active";
  const now = useShownNow(isActive);
  const facts = useFlowFacts(flow.id).data;
  const parent = parentOf(flow);
  const created = flow.created_at ?? now;
  const duration = isActive
    ? tickingWords(now - created, words)
    : formatDuration((flow.completed_at ?? created) - created, t, words.language);
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t("flow.goals")}</dt>
        <dd className={pageStyles.list}>
          {flow.plan.goals.map((id, place) =>
            flow.executions.has(id) ? (
              <StepOfFlow key={place} flow={flow} id={id} />
            ) : (
              <Link key={place} to="/catalog/steps/$id" params={{ id }}>
                {id}
              </Link>
            ),
          )}
        </dd>
      </div>
      <div>
        <dt>{t("flow.started")}</dt>
        <dd>
          <Moment instant={flow.created_at} />
        </dd>
      </div>
      <div>
        <dt>{t("flow.duration")}</dt>
        <dd className={styles.number}>{duration}</dd>
      </div>
      {facts?.runner && (
        <div>
          <dt>{t("flow.runner")}</dt>
          <dd>
            <Link to="/cluster">
              <LongId id={facts.runner} />
            </Link>
          </dd>
        </div>
      )}
      {facts?.started_by && (
        <div>
          <dt>{t("flow.startedBy")}</dt>
          <dd>{facts.started_by}</dd>
        </div>
      )}
      {parent && (
        <div>
          <dt>{t("flow.parent")}</dt>
          <dd>
            <Link
              to="/flows/$id"
              params={{ id: parent.flow_id }}
              search={{ step: parent.step_id, tab: "items" }}
            >
              <LongId id={parent.flow_id} />
            </Link>{" "}
            <span className={pageStyles.secondary}>{t("flow.parentStep", { step: parent.step_id })}</span>
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
  );
}
