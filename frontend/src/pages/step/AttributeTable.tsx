import { useTranslation } from "react-i18next";
import type { Catalog } from "../../model/catalog";
import { stringifyJson } from "../../model/json";
import { NO_EDGES } from "../../model/plan";
import type { Attribute, Step } from "../../model/step";
import { RoleMark } from "../../ui/RoleMark";
import { StepLink } from "../../ui/StepLink";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import pageStyles from "../page.module.css";

/** What a step needs and makes, and which steps stand at the other end of each wire. */
export function AttributeTable({ step, catalog }: { readonly step: Step; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  return (
    <section className={pageStyles.section}>
      <h2>{t("step.attributes")}</h2>
      {step.attributes.length === 0 ? (
        <p className={pageStyles.secondary}>{t("step.noAttributes")}</p>
      ) : (
        <TableRegion label={t("step.attributes")}>
          <table className={tableStyles.table}>
            <thead>
              <tr>
                {(["role", "name", "type", "wires", "details"] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`step.attribute.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {step.attributes.map((attribute) => (
                <tr key={attribute.name}>
                  <td>
                    <RoleMark role={attribute.role} />
                  </td>
                  <th scope="row">
                    <code>{attribute.name}</code>
                  </th>
                  <td>{attribute.type || t("step.anyType")}</td>
                  <td>
                    <Wires attribute={attribute} catalog={catalog} />
                  </td>
                  <td>
                    <Details attribute={attribute} />
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

function Wires({
  attribute: { name, role },
  catalog,
}: {
  readonly attribute: Attribute;
  readonly catalog: Catalog;
}) {
  const { t } = useTranslation();
  if (role === "const" || role === "meta") return null;
  const { providers, consumers } = catalog.attributes.get(name) ?? NO_EDGES;
  const isOutput = role === "output";
  const ends = isOutput ? consumers : providers;
  if (ends.length === 0) {
    return (
      <span className={pageStyles.secondary}>{isOutput ? t("step.unused") : t("step.givenAtStart")}</span>
    );
  }
  return (
    <span className={pageStyles.list}>
      <span className={pageStyles.secondary}>{isOutput ? t("step.to") : t("step.from")}</span>
      {ends.map((id) => (
        <StepLink key={id} id={id} />
      ))}
    </span>
  );
}

/** The settings of the role, as the API names them. */
function Details({ attribute }: { readonly attribute: Attribute }) {
  const settings = Object.entries(attribute.config);
  if (settings.length === 0) return null;
  return (
    <ul>
      {settings.map(([name, value]) => (
        <li key={name}>
          <code>
            {name}: {typeof value === "string" ? value : stringifyJson(value)}
          </code>
        </li>
      ))}
    </ul>
  );
}
