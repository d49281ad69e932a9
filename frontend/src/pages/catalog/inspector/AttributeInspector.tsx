import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSamples } from "../../../data/catalogUse";
import type { Catalog } from "../../../model/catalog";
import { NO_EDGES } from "../../../model/plan";
import { JsonTree } from "../../../ui/JsonTree";
import { LongId } from "../../../ui/LongId";
import { Moment } from "../../../ui/Moment";
import { ReadProblem } from "../../../ui/ReadProblem";
import pageStyles from "../../page.module.css";
import { StepName } from "./links";
import styles from "./Inspector.module.css";
import { PanelHead } from "./PanelHead";

const SAMPLES = 5;

/** One attribute: its type, who makes it, who takes it, and which values it had lately. */
export function AttributeInspector({ name, catalog }: { readonly name: string; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  const { providers, consumers } = catalog.attributes.get(name) ?? NO_EDGES;
  const type = [...providers, ...consumers]
    .map((id) => catalog.steps.get(id)?.attributes.find((attribute) => attribute.name === name)?.type)
    .find((one) => one !== undefined);
  return (
    <div className={styles.inspector}>
      <PanelHead title={<code>{name}</code>}>
        <span className={pageStyles.secondary}>{type || t("step.anyType")}</span>
      </PanelHead>
      <Steps title={t("catalog.inspector.providers")} ids={providers} none={t("step.givenAtStart")} />
      <Steps title={t("catalog.inspector.consumers")} ids={consumers} none={t("step.unused")} />
      <Samples name={name} />
    </div>
  );
}

function Steps({
  title,
  ids,
  none,
}: {
  readonly title: string;
  readonly ids: readonly string[];
  readonly none: string;
}) {
  return (
    <section className={pageStyles.section}>
      <h3>{title}</h3>
      {ids.length === 0 && <p className={pageStyles.secondary}>{none}</p>}
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <StepName id={id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Samples({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useSamples(name, SAMPLES);
  return (
    <section className={pageStyles.section}>
      <h3>{t("catalog.inspector.samples")}</h3>
      {error && !data && (
        <ReadProblem
          what={t("catalog.inspector.samplesWhat")}
          error={error}
          onTryAgain={() => void refetch()}
        />
      )}
      {data?.length === 0 && <p className={pageStyles.secondary}>{t("catalog.inspector.noSamples")}</p>}
      <ul className={styles.samples}>
        {data?.map(({ value, flow_id, step_id, at }, place) => (
          <li key={place}>
            <JsonTree value={value} />
            <span className={pageStyles.list}>
              <Link to="/flows/$id" params={{ id: flow_id }}>
                <LongId id={flow_id} />
              </Link>
              {step_id !== null && <StepName id={step_id} />}
              <Moment instant={at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
