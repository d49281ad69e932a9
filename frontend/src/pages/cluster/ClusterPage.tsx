import { useTranslation } from "react-i18next";
import { useCatalog, useCluster } from "../../data/live";
import { useNodeHealth, type NodeHealth } from "../../data/queries";
import { Boundary } from "../../ui/Boundary";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { HealthTable } from "./HealthTable";
import { NodeTable } from "./NodeTable";

const RAFT_STATES = ["leader", "follower", "candidate"] as const;

/** Are the services and the cluster well? */
export function ClusterPage() {
  const { t } = useTranslation();
  const cluster = useCluster();
  const catalog = useCatalog();
  const health = useNodeHealth();
  usePageTitle(t("cluster.title"));
  return (
    <>
      <h1>{t("cluster.title")}</h1>
      {health.error && !health.data && (
        <ReadProblem
          what={t("cluster.nodeHealth")}
          error={health.error}
          onTryAgain={() => void health.refetch()}
        />
      )}
      {health.data && <AnsweringNode health={health.data} />}
      {!cluster && <Loading awaited="connection" />}
      {cluster && (
        <Boundary>
          <NodeTable cluster={cluster} leaderId={health.data?.leader_id ?? null} />
        </Boundary>
      )}
      {cluster && catalog && (
        <Boundary>
          <HealthTable cluster={cluster} catalog={catalog} />
        </Boundary>
      )}
    </>
  );
}

/** The node that answers this page: its part in the cluster, and whom it takes for the leader. */
function AnsweringNode({ health }: { readonly health: NodeHealth }) {
  const { t } = useTranslation();
  const state = RAFT_STATES.find((name) => name === health.raft_state) ?? "unknown";
  return (
    <dl className={pageStyles.facts}>
      <dt>{t("cluster.answering")}</dt>
      <dd>{t(`cluster.raft.${state}`)}</dd>
      <dt>{t("cluster.leader")}</dt>
      <dd>{health.leader_id ? <code>{health.leader_id}</code> : t("cluster.leaderUnknown")}</dd>
    </dl>
  );
}
