import { useTranslation } from "react-i18next";
import type { Catalog } from "../../../model/catalog";
import { stringifyJson } from "../../../model/json";
import { NO_EDGES } from "../../../model/plan";
import type { Attribute, Step } from "../../../model/step";
import { RoleMark } from "../../../ui/RoleMark";
import pageStyles from "../../page.module.css";
import { AttributeButton, StepName } from "./links";
import styles from "./Inspector.module.css";

/** What a step needs and what it makes, and who is at the other end of each wire. */
export function AttributeLists({ step, catalog }: { readonly step: Step; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  const inputs = step.attributes.filter(({ role }) => role !== "output");
  const outputs = step.attributes.filter(({ role }) => role === "output");
  return (
    <>
      <Side title={t("catalog.inspector.needs")} empty={t("catalog.inspector.needsNothing")} {...{ catalog }}>
        {inputs}
      </Side>
      <Side title={t("catalog.inspector.makes")} empty={t("catalog.inspector.makesNothing")} {...{ catalog }}>
        {outputs}
      </Side>
    </>
  );
}

interface SideProps {
  readonly title: string;
  readonly empty: string;
  readonly catalog: Catalog;
  readonly children: readonly Attribute[];
}

function Side({ title, empty, catalog, children }: SideProps) {
  return (
    <section className={pageStyles.section}>
      <h3>{title}</h3>
      {children.length === 0 ? (
        <p className={pageStyles.secondary}>{empty}</p>
      ) : (
        <ul className={styles.attributes}>
          {children.map((attribute) => (
            <li key={attribute.name}>
              <Entry attribute={attribute} catalog={catalog} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Entry({ attribute, catalog }: { readonly attribute: Attribute; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  const { name, role, type } = attribute;
  return (
    <>
      <div className={styles.attribute}>
        <AttributeButton name={name} />
        <span className={pageStyles.secondary}>{type || t("step.anyType")}</span>
        {role !== "required" && role !== "output" && <RoleMark role={role} />}
      </div>
      <Ends attribute={attribute} catalog={catalog} />
      <Settings attribute={attribute} />
    </>
  );
}

function Ends({
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
        <StepName key={id} id={id} />
      ))}
    </span>
  );
}

/** The settings of the role, as the API names them. */
function Settings({ attribute }: { readonly attribute: Attribute }) {
  const settings = Object.entries(attribute.config);
  if (settings.length === 0) return null;
  return (
    <ul className={styles.settings}>
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
