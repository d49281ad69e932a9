import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useRecentFlows } from "../../data/recentFlows";
import { rowLook } from "../../model/flowRow";
import { LongId } from "../../ui/LongId";
import { Moment } from "../../ui/Moment";
import { StateMark } from "../../ui/StateMark";
import pageStyles from "../page.module.css";
import styles from "./Home.module.css";

/** The flows that were opened in this browser, as they stand now. */
export function RecentFlows() {
  const { t } = useTranslation();
  const flows = useRecentFlows();
  return (
    <section className={pageStyles.section}>
      <div className={styles.panelHead}>
        <h2>{t("home.recent.title")}</h2>
        <Link to="/flows">{t("home.recent.all")}</Link>
      </div>
      {flows.length === 0 && <p className={pageStyles.secondary}>{t("home.recent.none")}</p>}
      <ul className={styles.list}>
        {flows.map((row) => (
          <li key={row.id} className={styles.quiet}>
            <StateMark look={rowLook(row)} note={row.isSettling ? t("words.settling") : undefined} />
            <Link to="/flows/$id" params={{ id: row.id }}>
              <LongId id={row.id} />
            </Link>
            <span className={styles.since}>
              <Moment instant={row.created_at} />
            </span>
            {row.error !== "" && <span className={styles.reason}>{row.error.split("\n", 1)[0]}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
