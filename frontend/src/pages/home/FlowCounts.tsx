import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFlowPage } from "../../data/queries";
import type { FlowStatus } from "../../model/flow";
import { formatNumber } from "../../ui/format";
import pageStyles from "../page.module.css";
import styles from "./FlowCounts.module.css";

const SHOWN = [
  ["active", "running"],
  ["completed", "done"],
  ["failed", "failed"],
] as const;

/** How many flows are in each state; each number opens the list with that filter. */
export function FlowCounts() {
  const { t } = useTranslation();
  return (
    <section className={pageStyles.section}>
      <h2>{t("home.now")}</h2>
      <ul className={styles.counts}>
        {SHOWN.map(([status, word]) => (
          <li key={status}>
            <Count status={status} word={t(`home.${word}`)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Count({ status, word }: { readonly status: FlowStatus; readonly word: string }) {
  const { t, i18n } = useTranslation();
  const page = useFlowPage({ statuses: [status], limit: 1 }).data;
  const found = page?.total ?? page?.flows.length ?? null;
  const isLowerBound = page?.total === null && page.next_cursor !== null;
  const count = found === null ? "–" : formatNumber(found, i18n.language);
  return (
    <Link to="/flows" search={{ status }} className={styles.count} data-status={status}>
      <strong>{isLowerBound ? t("home.atLeast", { count: found ?? 0 }) : count}</strong>
      <span>{word}</span>
    </Link>
  );
}
