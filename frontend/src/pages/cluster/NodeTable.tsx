import { useTranslation } from "react-i18next";
import type { Cluster, ClusterNode, HealthStatus } from "../../model/cluster";
import { healthLook } from "../../model/look";
import { compareText } from "../../model/step";
import { Moment } from "../../ui/Moment";
import { Notice } from "../../ui/Notice";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import pageStyles from "../page.module.css";

const STATUSES: readonly HealthStatus[] = ["unhealthy", "unknown", "healthy"];

interface Props {
  readonly cluster: Cluster;
  /** Null while it is not known whether there is a leader. */
  readonly leaderId: string | null;
}

/** Every configured node, with what it reported of its steps. */
export function NodeTable({ cluster, leaderId }: Props) {
  const { t } = useTranslation();
  const nodes = [...cluster.nodes].sort(([a], [b]) => compareText(a, b));
  return (
    <section className={pageStyles.section}>
      <h2>{t("cluster.nodes")}</h2>
      {nodes.length === 0 && <Notice title={t("cluster.noNodes")} />}
      {nodes.length > 0 && (
        <TableRegion label={t("cluster.scrollNodes")}>
          <table className={tableStyles.table}>
            <thead>
              <tr>
                <th scope="col">{t("cluster.node")}</th>
                <th scope="col">{t("cluster.role")}</th>
                <th scope="col">{t("cluster.lastSeen")}</th>
                <th scope="col">{t("cluster.healthCounts")}</th>
              </tr>
            </thead>
            <tbody>
              {nodes.map(([id, node]) => (
                <tr key={id}>
                  <th scope="row">
                    <code>{id}</code>
                  </th>
                  <td>{id === leaderId && <strong>{t("cluster.leader")}</strong>}</td>
                  <td>
                    {node.last_seen === null ? t("cluster.neverSeen") : <Moment instant={node.last_seen} />}
                  </td>
                  <td>
                    <HealthCounts node={node} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </section>
  );
}

function HealthCounts({ node }: { readonly node: ClusterNode }) {
  const { t } = useTranslation();
  if (node.health.size === 0) return <span className={pageStyles.secondary}>{t("cluster.noRecords")}</span>;
  const records = [...node.health.values()];
  return (
    <span className={pageStyles.list}>
      {STATUSES.map((status) => {
        const count = records.filter((record) => record.status === status).length;
        return count > 0 && <StateMark key={status} look={healthLook(status)} note={String(count)} />;
      })}
    </span>
  );
}
