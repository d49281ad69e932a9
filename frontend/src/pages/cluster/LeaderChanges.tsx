import { useTranslation } from "react-i18next";
import type { LeaderChange } from "../../model/nodes";
import { Moment } from "../../ui/Moment";
import pageStyles from "../page.module.css";
import styles from "./Cluster.module.css";

const MOST = 20;

/** Who led since the answering node started, the latest first. */
export function LeaderChanges({ changes }: { readonly changes: readonly LeaderChange[] }) {
  const { t } = useTranslation();
  const shown = changes.slice(-MOST).reverse();
  return (
    <section className={pageStyles.section}>
      <h2>{t("cluster.changes.title")}</h2>
      {shown.length === 0 && <p className={pageStyles.secondary}>{t("cluster.changes.none")}</p>}
      <ol className={styles.changes}>
        {shown.map(({ at, leader, term }, place) => (
          <li key={place}>
            <span className={styles.secondary}>
              <Moment instant={at} />
            </span>
            <span>
              {leader === "" ? t("cluster.changes.lost") : t("cluster.changes.leads", { leader, term })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
