import { useTranslation } from "react-i18next";
import type { Catalog } from "../../model/catalog";
import { mergedHealth, type Cluster } from "../../model/cluster";
import { healthLook } from "../../model/look";
import { compareText, healthSource } from "../../model/step";
import { Notice } from "../../ui/Notice";
import { StateMark } from "../../ui/StateMark";
import { StepLink } from "../../ui/StepLink";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import { VirtualBody } from "../../ui/VirtualBody";
import pageStyles from "../page.module.css";

const ORDER = { unhealthy: 0, unknown: 1, healthy: 2 } as const;

/** The health of every step that is checked, unhealthy ones first. */
export function HealthTable({ cluster, catalog }: { readonly cluster: Cluster; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  const rows = [...catalog.steps.values()]
    .filter((step) => ["probe", "script"].includes(healthSource(step)))
    .map(({ id }) => ({ id, ...(mergedHealth(cluster, id) ?? { status: "unknown" as const, error: "" }) }))
    .sort((a, b) => ORDER[a.status] - ORDER[b.status] || compareText(a.id, b.id));
  return (
    <section className={pageStyles.section}>
      <h2>{t("cluster.health")}</h2>
      {rows.length === 0 ? (
        <Notice title={t("cluster.noSteps")} />
      ) : (
        <TableRegion label={t("cluster.scrollHealth")}>
          <table className={tableStyles.table} aria-rowcount={rows.length + 1}>
            <thead>
              <tr>
                <th scope="col">{t("cluster.state")}</th>
                <th scope="col">{t("cluster.step")}</th>
                <th scope="col">{t("cluster.where")}</th>
              </tr>
            </thead>
            <VirtualBody
              rows={rows}
              columns={3}
              rowHeight={36}
              keyOf={({ id }) => id}
              draw={({ id, status, error }, place) => (
                <tr {...place}>
                  <td>
                    <StateMark look={healthLook(status)} />
                  </td>
                  <th scope="row">
                    <StepLink id={id} />
                  </th>
                  <td className={pageStyles.lines}>{error}</td>
                </tr>
              )}
            />
          </table>
        </TableRegion>
      )}
      <p className={pageStyles.secondary}>{t("cluster.onlyChecked")}</p>
    </section>
  );
}
