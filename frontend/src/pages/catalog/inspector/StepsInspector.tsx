import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Catalog } from "../../../model/catalog";
import { unionOf } from "../../../model/deletion";
import { stringifyJson } from "../../../model/json";
import { CopyText } from "../../../ui/CopyText";
import pageStyles from "../../page.module.css";
import { useCatalogActs } from "../catalogActs";
import { AttributeButton, StepName } from "./links";
import styles from "./Inspector.module.css";
import { PanelHead } from "./PanelHead";

/** Several steps as one: what they need and make together, and what can be done with all of them. */
export function StepsInspector({
  ids,
  catalog,
}: {
  readonly ids: readonly string[];
  readonly catalog: Catalog;
}) {
  const { t } = useTranslation();
  const { askToDelete, showOnly } = useCatalogActs();
  const { steps, needs, makes } = unionOf(catalog, ids);
  const exported = stringifyJson({ version: 1, steps: steps.map(({ stored }) => stored) }, 2);
  return (
    <div className={styles.inspector}>
      <PanelHead title={t("catalog.inspector.several", { count: steps.length })} />
      <div className={pageStyles.actions}>
        <Button size="compact-md" variant="default" onClick={() => showOnly(ids)}>
          {t("catalog.action.only")}
        </Button>
        <Button
          size="compact-md"
          variant="default"
          color="var(--state-failed)"
          onClick={() => askToDelete(ids)}
        >
          {t("catalog.action.delete")}
        </Button>
        <CopyText text={exported} what={t("catalog.inspector.asJson")} />
      </div>
      <section className={pageStyles.section}>
        <h3>{t("catalog.inspector.steps")}</h3>
        <ul>
          {steps.map(({ id }) => (
            <li key={id}>
              <StepName id={id} />
            </li>
          ))}
        </ul>
      </section>
      <Names title={t("catalog.inspector.needsTogether")} names={needs} />
      <Names title={t("catalog.inspector.makesTogether")} names={makes} />
    </div>
  );
}

function Names({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <section className={pageStyles.section}>
      <h3>{title}</h3>
      <span className={pageStyles.list}>
        {names.length === 0 && <span className={pageStyles.secondary}>{t("catalog.inspector.nothing")}</span>}
        {names.map((name) => (
          <AttributeButton key={name} name={name} />
        ))}
      </span>
    </section>
  );
}
