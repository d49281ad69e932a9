import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useNodes } from "../../data/nodes";
import { Boundary } from "../../ui/Boundary";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import styles from "./Cluster.module.css";
import { CLUSTER_TABS } from "./clusterSearch";
import { HealthTab } from "./HealthTab";
import { LeaderChanges } from "./LeaderChanges";
import { NodeCard } from "./NodeCard";
import { NodeCharts } from "./NodeCharts";

const route = getRouteApi("/cluster");

/** Are the services and the cluster well? */
export function ClusterPage() {
  const { t } = useTranslation();
  const { tab = "nodes" } = route.useSearch();
  usePageTitle(...(tab === "health" ? [t("cluster.tabs.health")] : []), t("cluster.title"));
  return (
    <>
      <h1>{t("cluster.title")}</h1>
      <nav className={styles.tabs} aria-label={t("cluster.parts")}>
        {CLUSTER_TABS.map((one) => (
          <Link
            key={one}
            to="/cluster"
            search={{ tab: one === "nodes" ? undefined : one }}
            className={styles.tab}
            aria-current={one === tab ? "page" : undefined}
            activeOptions={{ exact: true, explicitUndefined: true }}
          >
            {t(`cluster.tabs.${one}`)}
          </Link>
        ))}
      </nav>
      <Boundary>{tab === "health" ? <HealthTab /> : <NodesTab />}</Boundary>
    </>
  );
}

function NodesTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useNodes(true);
  if (!data) {
    return error ? (
      <ReadProblem what={t("cluster.what")} error={error} onTryAgain={() => void refetch()} />
    ) : (
      <Loading awaited="server" />
    );
  }
  const leaderSince = data.leader_changes.findLast(({ leader }) => leader === data.leader)?.at ?? null;
  return (
    <>
      {error && (
        <p role="alert" className={pageStyles.secondary}>
          {t("cluster.stale", { why: error.message })}
        </p>
      )}
      <p className={pageStyles.secondary}>
        {data.leader === ""
          ? t("cluster.noLeader", { term: data.term })
          : t("cluster.leads", { leader: data.leader, term: data.term })}
      </p>
      <ul className={styles.cards}>
        {data.nodes.map((node) => (
          <li key={node.id}>
            <NodeCard node={node} leaderSince={node.id === data.leader ? leaderSince : null} />
          </li>
        ))}
      </ul>
      <Boundary>
        <NodeCharts nodeIds={data.nodes.map(({ id }) => id)} />
      </Boundary>
      <LeaderChanges changes={data.leader_changes} />
    </>
  );
}
