import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FlowFilter } from "../../model/flowFilter";
import type { FailureGroup, Summary, SummaryWindow } from "../../model/summary";
import { formatNumber } from "../../ui/format";
import { Moment } from "../../ui/Moment";
import { StepLink } from "../../ui/StepLink";
import pageStyles from "../page.module.css";
import { Bars } from "./Bars";
import styles from "./Home.module.css";

/** The server says "step x failed: ..."; the step stands beside the text already. */
const NAMES_STEP = /^step .+? failed: /s;

interface Props {
  readonly summary: Summary;
  readonly window: SummaryWindow;
}

/** What failed within the window, by cause. */
export function Failures({ summary: { failures, failures_left }, window }: Props) {
  const { t, i18n } = useTranslation();
  const all: FlowFilter = { state: ["failed"], ended_from: `-${window}`, sort: "ended" };
  return (
    <section className={pageStyles.section}>
      <div className={styles.panelHead}>
        <h2>{t("home.failures.title")}</h2>
        {failures.length > 0 && (
          <Link to="/flows" search={{ ...all }}>
            {t("home.failures.all")}
          </Link>
        )}
      </div>
      {failures.length === 0 && (
        <p className={pageStyles.secondary}>
          {t("home.failures.none", { window: t(`home.windows.${window}`) })}
        </p>
      )}
      <ul className={styles.list}>
        {failures.map((group) => (
          <li key={group.error} className={styles.failure}>
            <Failure group={group} filter={{ ...all, error: group.error }} />
          </li>
        ))}
      </ul>
      {failures_left > 0 && (
        <p className={pageStyles.secondary}>
          {t("home.failures.left", {
            count: failures_left,
            number: formatNumber(failures_left, i18n.language),
          })}
        </p>
      )}
    </section>
  );
}

function Failure({ group, filter }: { readonly group: FailureGroup; readonly filter: FlowFilter }) {
  const { t, i18n } = useTranslation();
  const count = formatNumber(group.flows, i18n.language);
  return (
    <>
      <Link to="/flows" search={{ ...filter }} className={styles.failureCount}>
        {t("home.failures.flows", { count: group.flows, number: count })}
      </Link>
      <div className={styles.failureText}>
        {group.step !== "" && <StepLink id={group.step} />}
        <span className={pageStyles.lines}>{group.error.replace(NAMES_STEP, "")}</span>
      </div>
      <Bars
        values={group.series}
        label={t("home.failures.bars", {
          greatest: formatNumber(Math.max(...group.series, 0), i18n.language),
        })}
      />
      <span className={styles.failureTimes}>
        {t("home.failures.last")} <Moment instant={group.last_at} />
        {group.flows > 1 && (
          <>
            {" · "}
            {t("home.failures.first")} <Moment instant={group.first_at} />
          </>
        )}
        {" · "}
        <Link to="/flows/$id" params={{ id: group.newest_flow_id }}>
          {t("home.failures.newest")}
        </Link>
      </span>
    </>
  );
}
