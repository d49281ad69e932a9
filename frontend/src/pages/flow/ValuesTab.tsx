import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AttributeValue, Flow } from "../../model/flow";
import { durationBetween } from "../../model/instants";
import { NO_EDGES } from "../../model/plan";
import { compareText } from "../../model/step";
import { formatDuration } from "../../ui/format";
import { JsonTree } from "../../ui/JsonTree";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import pageStyles from "../page.module.css";

/** Every attribute of the flow: its values in order of arrival, where each comes from, and who may use it. */
export function ValuesTab({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const names = [...new Set([...flow.attributes.keys(), ...flow.plan.attributes.keys()])].sort(compareText);
  if (names.length === 0) return <p className={pageStyles.secondary}>{t("flow.values.none")}</p>;
  return (
    <TableRegion label={t("flow.values.scroll")}>
      <table className={tableStyles.table}>
        <thead>
          <tr>
            {(["name", "value", "from", "set", "users"] as const).map((column) => (
              <th key={column} scope="col">
                {t(`flow.values.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <AttributeRows key={name} name={name} flow={flow} />
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

const NO_VALUE: readonly (AttributeValue | null)[] = [null];

function AttributeRows({ name, flow }: { readonly name: string; readonly flow: Flow }) {
  const { t, i18n } = useTranslation();
  const values = flow.attributes.get(name) ?? NO_VALUE;
  const { consumers } = flow.plan.attributes.get(name) ?? NO_EDGES;
  return values.map((value, place) => {
    const after = value && durationBetween(flow.created_at, value.set_at);
    return (
      <tr key={place}>
        {place === 0 && (
          <th scope="rowgroup" rowSpan={values.length}>
            <code>{name}</code>
          </th>
        )}
        <td>
          {value ? (
            <JsonTree value={value.value} open={0} />
          ) : (
            <span className={pageStyles.secondary}>
              {flow.status === "active" ? t("flow.values.missing") : t("flow.values.never")}
            </span>
          )}
        </td>
        <td>
          {value &&
            (value.step === null ? t("flow.values.given") : <StepOfFlow id={value.step} flow={flow} />)}
        </td>
        <td className={tableStyles.nowrap}>{after !== null && formatDuration(after, t, i18n.language)}</td>
        {place === 0 && (
          <td rowSpan={values.length}>
            {consumers.length === 0 ? (
              <span className={pageStyles.secondary}>{t("flow.values.nobody")}</span>
            ) : (
              <span className={pageStyles.list}>
                {consumers.map((id) => (
                  <StepOfFlow key={id} id={id} flow={flow} />
                ))}
              </span>
            )}
          </td>
        )}
      </tr>
    );
  });
}

/** A step as it ran in this flow. */
function StepOfFlow({ id, flow }: { readonly id: string; readonly flow: Flow }) {
  return (
    <Link to="/flows/$id" params={{ id: flow.id }} search={{ step: id }}>
      {flow.plan.steps.get(id)?.name ?? id}
    </Link>
  );
}
