import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Summary, SummaryWindow } from "../../model/summary";
import { Age } from "../../ui/Age";
import { formatNumber } from "../../ui/format";
import { StateMark } from "../../ui/StateMark";
import { StepLink } from "../../ui/StepLink";
import pageStyles from "../page.module.css";
import styles from "./Home.module.css";

const MOST_TROUBLES = 6;
const MOST_RETRIED = 5;

interface Props {
  readonly summary: Summary;
  readonly window: SummaryWindow;
}

/** Which services are not well, and which had to be called again. */
export function Services({ summary: { unhealthy, retried }, window }: Props) {
  const { t, i18n } = useTranslation();
  const left = unhealthy.length - MOST_TROUBLES;
  return (
    <section className={pageStyles.section}>
      <div className={styles.panelHead}>
        <h2>{t("home.services.title")}</h2>
        <Link to="/cluster" search={{ tab: "health" }}>
          {t("home.services.all")}
        </Link>
      </div>
      {unhealthy.length === 0 && <p className={pageStyles.secondary}>{t("home.services.allHealthy")}</p>}
      <ul className={styles.list}>
        {unhealthy.slice(0, MOST_TROUBLES).map(({ step, node, error, since }) => (
          <li key={`${step} ${node}`} className={styles.trouble}>
            <StateMark look="unhealthy" />
            <StepLink id={step} />
            {since !== null && (
              <span className={styles.since}>
                {t("home.services.since")} <Age since={since} />
              </span>
            )}
            <span className={styles.reason}>{t("home.services.onNode", { node, error })}</span>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Link to="/cluster" search={{ tab: "health" }}>
          {t("home.services.left", { count: left, number: formatNumber(left, i18n.language) })}
        </Link>
      )}
      {retried.length > 0 && (
        <>
          <h3>{t("home.services.retried", { window: t(`home.windows.${window}`) })}</h3>
          <ul className={styles.retried}>
            {retried.slice(0, MOST_RETRIED).map(({ step, retries }) => (
              <li key={step}>
                <StepLink id={step} />
                <span>
                  {t("home.services.retries", {
                    count: retries,
                    number: formatNumber(retries, i18n.language),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
