import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { mergedHealth, type Cluster, type Health } from "../../model/cluster";
import { healthLook } from "../../model/look";
import { consumed, healthSource, provided, type Attribute, type Step } from "../../model/step";
import { Labels } from "../../ui/Labels";
import { LongId } from "../../ui/LongId";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import { TypeMark } from "../../ui/TypeMark";
import { VirtualBody, type Measured } from "../../ui/VirtualBody";
import styles from "./StepTable.module.css";

const COLUMNS = ["step", "type", "inputs", "outputs", "labels", "health"] as const;

interface Props {
  readonly steps: readonly Step[];
  readonly cluster: Cluster | null;
}

/** The steps of the catalog, one a row. */
export function StepTable({ steps, cluster }: Props) {
  const { t } = useTranslation();
  return (
    <TableRegion label={t("catalog.scroll")}>
      <table className={tableStyles.table} aria-rowcount={steps.length + 1}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`catalog.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <VirtualBody
          rows={steps}
          columns={COLUMNS.length}
          rowHeight={56}
          keyOf={({ id }) => id}
          draw={(step, place) => (
            <Row step={step} health={cluster && mergedHealth(cluster, step.id)} place={place} />
          )}
        />
      </table>
    </TableRegion>
  );
}

interface RowProps {
  readonly step: Step;
  readonly health: Health | null;
  readonly place: Measured;
}

const Row = memo(
  function Row({ step, health, place }: RowProps) {
    return (
      <tr {...place} aria-rowindex={place["data-index"] + 2}>
        <th scope="row">
          <Link to="/catalog/steps/$id" params={{ id: step.id }} className={styles.name}>
            {step.name}
          </Link>
          {step.name !== step.id && (
            <span className={styles.id}>
              <LongId id={step.id} />
            </span>
          )}
        </th>
        <td>
          <TypeMark type={step.type} />
        </td>
        <td>
          <Names attributes={consumed(step)} />
        </td>
        <td>
          <Names attributes={provided(step)} />
        </td>
        <td>
          <Labels labels={step.labels} />
        </td>
        <td>
          <HealthCell step={step} health={health} />
        </td>
      </tr>
    );
  },
  // A health record is made anew for each picture; only its content counts.
  (before, after) =>
    before.step === after.step &&
    before.place["data-index"] === after.place["data-index"] &&
    before.health?.status === after.health?.status &&
    before.health?.error === after.health?.error,
);

function Names({ attributes }: { readonly attributes: readonly Attribute[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.names}>
      {attributes.map(({ name, role }) => (
        <li key={name}>
          <code>{role === "optional" ? t("catalog.optionalInput", { name }) : name}</code>
        </li>
      ))}
    </ul>
  );
}

function HealthCell({ step, health }: { readonly step: Step; readonly health: Health | null }) {
  const { t } = useTranslation();
  const source = healthSource(step);
  if (source === "none") return <span className={tableStyles.secondary}>{t("catalog.noCheck")}</span>;
  if (source === "members") return <span className={tableStyles.secondary}>{t("catalog.byMembers")}</span>;
  return (
    <>
      <StateMark look={healthLook(health?.status ?? "unknown")} />
      {health?.error && <span className={tableStyles.clip}>{health.error}</span>}
    </>
  );
}
