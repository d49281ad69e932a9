import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useNodes } from "../../data/nodes";
import { formatNumber } from "../../ui/format";
import { StateMark } from "../../ui/StateMark";
import pageStyles from "../page.module.css";
import styles from "./Home.module.css";

/** The cluster in one line: how many nodes are up, who leads, how far behind the slowest is. */
export function ClusterLine() {
  const { t, i18n } = useTranslation();
  const { data, error } = useNodes();
  const isKnown = data !== undefined;
  const up = data?.nodes.filter(({ role }) => role !== "unreachable").length ?? 0;
  const total = data?.nodes.length ?? 0;
  const lag = Math.max(0, ...(data?.nodes.flatMap(({ lag_entries }) => lag_entries ?? []) ?? []));
  const isWell =
    isKnown && up === total && data.leader !== "" && data.nodes.every((node) => node.warnings.length === 0);
  return (
    <section className={pageStyles.section}>
      <div className={styles.panelHead}>
        <h2>{t("home.cluster.title")}</h2>
        <Link to="/cluster">{t("home.cluster.all")}</Link>
      </div>
      {error && !isKnown && <p role="alert">{t("home.cluster.unreadable", { why: error.message })}</p>}
      {isKnown && (
        <p className={styles.clusterLine}>
          <StateMark look={isWell ? "healthy" : "unhealthy"} />
          <span>{t("home.cluster.up", { count: total, up, total })}</span>
          <span>
            {data.leader === "" ? t("home.cluster.noLeader") : t("home.cluster.leader", { id: data.leader })}
          </span>
          <span>{t("home.cluster.lag", { count: lag, number: formatNumber(lag, i18n.language) })}</span>
        </p>
      )}
    </section>
  );
}
