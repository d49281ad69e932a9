import { useTranslation } from "react-i18next";
import pageStyles from "../page.module.css";
import styles from "./FirstRun.module.css";

/** Four attributes and what makes each of them from the one before. */
const CHAIN = ["customer_id", "customer", "total", "sent"] as const;

/** The idea of the catalog in one picture and three sentences, as long as it is empty. */
export function FirstRun() {
  const { t } = useTranslation();
  return (
    <section className={styles.idea}>
      <h2>{t("catalog.empty.title")}</h2>
      <ol className={styles.chain} aria-label={t("catalog.empty.example")}>
        {CHAIN.map((name, place) => (
          <li key={name}>
            {place > 0 && (
              <span className={styles.wire} aria-hidden>
                →
              </span>
            )}
            <code>{name}</code>
          </li>
        ))}
      </ol>
      <p className={styles.words}>{t("catalog.empty.idea")}</p>
      <p className={pageStyles.secondary}>{t("catalog.empty.next")}</p>
    </section>
  );
}
