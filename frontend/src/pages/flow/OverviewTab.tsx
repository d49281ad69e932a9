import { useTranslation } from "react-i18next";
import { causeError, causeOf, type Cause } from "../../model/cause";
import { endpointOf } from "../../model/condition";
import { criticalPath, type Link as PathLink } from "../../model/criticalPath";
import { readText } from "../../model/event";
import type { Flow } from "../../model/flow";
import { durationBetween } from "../../model/instants";
import type { Json } from "../../model/json";
import { executionLook } from "../../model/look";
import { serviceError } from "../../model/serviceError";
import { CopyText } from "../../ui/CopyText";
import { formatDuration } from "../../ui/format";
import { JsonTree } from "../../ui/JsonTree";
import { StateMark } from "../../ui/StateMark";
import pageStyles from "../page.module.css";
import { nameOf, reasonWords } from "./conditionWords";
import { ItemOfFlow, StepOfFlow } from "./FlowLink";
import styles from "./OverviewTab.module.css";
import { useShownNow } from "./present";

/** What matters of the whole flow: why it failed, what it made, and what took the time. */
export function OverviewTab({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const cause = causeOf(flow);
  const result = resultOf(flow);
  return (
    <div className={styles.overview}>
      {cause && <CauseOfFailure flow={flow} cause={cause} />}
      <section className={pageStyles.section}>
        <h2>{t("flow.overview.result")}</h2>
        {Object.keys(result).length === 0 ? (
          <p className={pageStyles.secondary}>
            {flow.status === "active" ? t("flow.overview.noResultYet") : t("flow.overview.noResult")}
          </p>
        ) : (
          <JsonTree value={result} place={{ flow: flow.id, path: [] }} />
        )}
      </section>
      <Times flow={flow} />
    </div>
  );
}

/** Outputs of the goals so far, as the result of the flow joins them: of equal names the last wins. */
function resultOf(flow: Flow): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = {};
  for (const goal of flow.plan.goals) Object.assign(result, flow.executions.get(goal)?.outputs);
  return result;
}

function CauseOfFailure({ flow, cause }: { readonly flow: Flow; readonly cause: Cause }) {
  const { t } = useTranslation();
  const error = causeError(flow, cause);
  const { status, text } = serviceError(error);
  const step = cause.step === null ? undefined : flow.plan.steps.get(cause.step);
  const endpoint = step && (step.type === "sync" || step.type === "async") ? endpointOf(step) : "";
  return (
    <section className={pageStyles.section}>
      <h2>{t("flow.overview.cause")}</h2>
      {cause.chain.length > 1 && (
        <ol className={styles.chain} aria-label={t("flow.overview.chain")}>
          {cause.chain.map((id) => (
            <ChainLink key={id} flow={flow} id={id} />
          ))}
        </ol>
      )}
      {cause.lacks.length === 0 && (
        <dl className={pageStyles.facts}>
          {cause.step !== null && (
            <>
              <dt>{t("flow.overview.step")}</dt>
              <dd>
                <StepOfFlow flow={flow} id={cause.step} />
                {cause.item && (
                  <>
                    {", "}
                    <ItemOfFlow flow={flow} step={cause.step} item={cause.item}>
                      {t("flow.sentence.itemNumber", { number: cause.item.place + 1 })}
                    </ItemOfFlow>
                  </>
                )}
              </dd>
            </>
          )}
          {status !== null && (
            <>
              <dt>{t("flow.overview.status")}</dt>
              <dd>HTTP {status}</dd>
            </>
          )}
          {endpoint && status !== null && (
            <>
              <dt>{t("flow.overview.endpoint")}</dt>
              <dd>
                <code>
                  {readText((step?.stored["http"] as { method?: Json } | undefined)?.method) || "POST"}{" "}
                  {endpoint}
                </code>
              </dd>
            </>
          )}
          {text !== "" && (
            <>
              <dt>{status === null ? t("flow.overview.error") : t("flow.overview.said")}</dt>
              <dd className={pageStyles.lines}>{text}</dd>
            </>
          )}
        </dl>
      )}
      <details>
        <summary>{t("flow.overview.raw")}</summary>
        <div className={styles.raw}>
          <pre>{flow.error || error}</pre>
          <CopyText text={flow.error || error} what={t("flow.overview.error")} />
        </div>
      </details>
    </section>
  );
}

function ChainLink({ flow, id }: { readonly flow: Flow; readonly id: string }) {
  const { t } = useTranslation();
  const [execution, step] = [flow.executions.get(id), flow.plan.steps.get(id)];
  if (!execution || !step) return null;
  const why =
    execution.status === "skipped" ? reasonWords(execution.error, execution.unsatisfied, t) : undefined;
  return (
    <li>
      <StepOfFlow flow={flow} id={id} />
      <StateMark look={executionLook(execution, step.type, flow)} note={why} />
    </li>
  );
}

const SLOWEST = 5;

function Times({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const now = useShownNow(flow.status === "active");
  const end = flow.completed_at ?? now;
  const path = criticalPath(flow, end);
  const total = Math.max(1, durationBetween(flow.created_at, end) ?? 1);
  const slowest = slowestSteps(flow, end).slice(0, SLOWEST);
  if (slowest.length === 0) return null;
  return (
    <>
      {path.length > 1 && (
        <section className={pageStyles.section}>
          <h2>{t("flow.overview.path")}</h2>
          <p className={pageStyles.secondary}>{t("flow.overview.pathText")}</p>
          <ol className={styles.times}>
            {path.map((link) => (
              <TimeOf key={link.step} flow={flow} link={link} total={total} />
            ))}
          </ol>
        </section>
      )}
      <section className={pageStyles.section}>
        <h2>{t("flow.overview.slowest")}</h2>
        <ol className={styles.times}>
          {slowest.map((link) => (
            <TimeOf key={link.step} flow={flow} link={link} total={total} />
          ))}
        </ol>
      </section>
    </>
  );
}

function slowestSteps(flow: Flow, end: number): readonly PathLink[] {
  return [...flow.executions]
    .flatMap(([step, { started_at, completed_at }]) =>
      started_at === null ? [] : [{ step, waited: 0, ran: Math.max(0, (completed_at ?? end) - started_at) }],
    )
    .sort((a, b) => b.ran - a.ran);
}

function TimeOf({
  flow,
  link,
  total,
}: {
  readonly flow: Flow;
  readonly link: PathLink;
  readonly total: number;
}) {
  const { t, i18n } = useTranslation();
  const share = Math.min(1, link.ran / total);
  return (
    <li>
      <StepOfFlow flow={flow} id={link.step} tab="timeline">
        {nameOf(flow, link.step)}
      </StepOfFlow>
      <span className={styles.bar} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.number}>
        {formatDuration(link.ran, t, i18n.language)}
        {link.waited > 0 && (
          <span className={pageStyles.secondary}>
            {" "}
            {t("flow.overview.waited", { duration: formatDuration(link.waited, t, i18n.language) })}
          </span>
        )}
      </span>
    </li>
  );
}
