import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../../data/clock";
import type { Instant } from "../../model/instants";
import type { Look } from "../../model/look";
import type { NodeInfo, NodeRole } from "../../model/nodes";
import { Age } from "../../ui/Age";
import { formatDuration, formatNumber, formatTicking } from "../../ui/format";
import { StateIcon } from "../../ui/StateMark";
import styles from "./Cluster.module.css";

/** Each role has an icon, a colour and its word. */
const LOOKS: Readonly<Record<NodeRole, readonly [look: Look, colour: string]>> = {
  leader: ["healthy", "done"],
  follower: ["healthy", "done"],
  candidate: ["waiting", "waiting"],
  unreachable: ["unhealthy", "failed"],
  unknown: ["unknown", "unknown"],
};

interface Props {
  readonly node: NodeInfo;
  /** Of the leader: since when; null when that was before the answering node started. */
  readonly leaderSince: Instant | null;
}

/** A node of the cluster: its part, how far it is, and what it does. "–" is what nobody tells. */
export function NodeCard({ node, leaderSince }: Props) {
  const { t, i18n } = useTranslation();
  const [look, colour] = LOOKS[node.role];
  const role = t(`cluster.roles.${node.role}`);
  const number = (value: number | null) => (value === null ? "–" : formatNumber(value, i18n.language));
  const lag =
    node.lag_entries === null
      ? "–"
      : t("cluster.lagOf", { count: node.lag_entries, number: number(node.lag_entries) });
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t("cluster.fact.address"), node.address === "" ? "–" : <code>{node.address}</code>],
    [t("cluster.fact.term"), number(node.term)],
    [t("cluster.fact.commit"), number(node.commit)],
    [t("cluster.fact.applied"), number(node.applied)],
    [
      t("cluster.fact.lag"),
      node.lag_ms === null ? lag : `${lag}, ${formatDuration(node.lag_ms, t, i18n.language)}`,
    ],
    [t("cluster.fact.flows"), number(node.flows)],
    [t("cluster.fact.clients"), number(node.clients)],
    [t("cluster.fact.version"), node.version || "–"],
    [
      t("cluster.fact.uptime"),
      node.uptime_s === null ? "–" : formatDuration(Math.max(1, node.uptime_s) * 1000, t, i18n.language),
    ],
    [t("cluster.fact.lastSeen"), <LastSeen key="seen" node={node} />],
  ];
  return (
    <article className={styles.card} aria-label={node.id}>
      <header className={styles.cardHead}>
        <h2>
          <code>{node.id}</code>
        </h2>
        {node.isSelf && <span className={styles.self}>{t("cluster.self")}</span>}
        <span className={styles.role} data-colour={colour}>
          <span aria-hidden className={styles.icon}>
            <StateIcon look={look} title={role} />
          </span>
          <span>{role}</span>
        </span>
      </header>
      {leaderSince !== null && (
        <p className={styles.secondary}>
          {t("cluster.leadsFor")} <Age since={leaderSince} />
        </p>
      )}
      {node.warnings.length > 0 && (
        <ul className={styles.warnings}>
          {node.warnings.map((warning) => (
            <li key={warning}>
              <TriangleAlert size={16} aria-hidden />
              {t(`cluster.warning.${warning}`)}
            </li>
          ))}
        </ul>
      )}
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

/** "now" of a node that answers; of another, how long it is silent. */
function LastSeen({ node: { role, last_seen } }: { readonly node: NodeInfo }) {
  const { t, i18n } = useTranslation();
  const isSilent = role === "unreachable";
  const now = useServerNow(isSilent);
  if (!isSilent) return t("cluster.now");
  if (last_seen === null) return t("cluster.never");
  return (
    <span className="ages">
      {t("words.ago", { duration: formatTicking(now - last_seen, t, i18n.language) })}
    </span>
  );
}
