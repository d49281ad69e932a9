import { useTranslation } from "react-i18next";
import type { StepUse } from "../../../data/catalogUse";
import { useLastChange } from "../../../data/catalogHistory";
import type { Catalog } from "../../../model/catalog";
import { stringifyJson } from "../../../model/json";
import type { Step } from "../../../model/step";
import { WhyInPlan } from "../../../plan/WhyInPlan";
import { Boundary } from "../../../ui/Boundary";
import { CopyText } from "../../../ui/CopyText";
import { formatDuration, formatNumber } from "../../../ui/format";
import { Labels } from "../../../ui/Labels";
import { LongId } from "../../../ui/LongId";
import { Moment } from "../../../ui/Moment";
import { TypeMark } from "../../../ui/TypeMark";
import pageStyles from "../../page.module.css";
import { AttributeLists } from "./AttributeList";
import { Definition } from "./Definition";
import styles from "./Inspector.module.css";
import { PanelHead } from "./PanelHead";
import { StepActions } from "./StepActions";
import { StepHealth } from "./StepHealth";

interface Props {
  readonly step: Step;
  readonly catalog: Catalog;
  readonly use: StepUse | undefined;
  readonly useError: Error | null;
}

/** One step: what it is for, how it is called, how it is and how it did, and what can be done with it. */
export function StepInspector({ step, catalog, use, useError }: Props) {
  const { t } = useTranslation();
  const json = stringifyJson(step.stored, 2);
  return (
    <div className={styles.inspector}>
      <PanelHead title={step.name}>
        <TypeMark type={step.type} />
      </PanelHead>
      <span className={pageStyles.actions}>
        <code>
          <LongId id={step.id} />
        </code>
        <CopyText text={step.id} what={step.id} />
        <Labels labels={step.labels} />
      </span>
      <StepActions step={step} json={json} />
      <WhyInPlan stepId={step.id} />
      <Boundary>
        <AttributeLists step={step} catalog={catalog} />
      </Boundary>
      <Boundary>
        <Definition step={step} />
      </Boundary>
      <Boundary>
        <StepHealth step={step} since={use?.health_since ?? null} />
      </Boundary>
      <UseInNumbers use={use} error={useError} />
      <LastChange step={step} />
      <section className={pageStyles.section}>
        <div className={pageStyles.actions}>
          <h3>{t("step.json")}</h3>
          <CopyText text={json} what={t("step.json")} />
        </div>
        <pre>{json}</pre>
      </section>
    </div>
  );
}

function UseInNumbers({ use, error }: { readonly use: StepUse | undefined; readonly error: Error | null }) {
  const { t, i18n } = useTranslation();
  const duration = (ms: number | null) => (ms === null ? "–" : formatDuration(ms, t, i18n.language));
  const facts =
    use &&
    ([
      ["flows", formatNumber(use.flows, i18n.language)],
      ["failures", formatNumber(use.failures, i18n.language)],
      ["retries", formatNumber(use.retries, i18n.language)],
      ["p50", duration(use.p50_ms)],
      ["p95", duration(use.p95_ms)],
    ] as const);
  return (
    <section className={pageStyles.section}>
      <h3>{t("catalog.inspector.use")}</h3>
      {!facts && (
        <p className={pageStyles.secondary}>
          {error ? t("catalog.inspector.useProblem", { reason: error.message }) : t("words.loading")}
        </p>
      )}
      {facts && (
        <dl className={styles.numbers}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{t(`catalog.inspector.used.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function LastChange({ step }: { readonly step: Step }) {
  const { t } = useTranslation();
  const { data } = useLastChange(step.id, step, true);
  if (!data) return null;
  return (
    <section className={pageStyles.section}>
      <h3>{t("catalog.inspector.lastChange")}</h3>
      <p>
        <Moment instant={data.at} /> {data.by !== null && data.by}{" "}
        {t(`catalog.inspector.via.${viaOf(data.via)}`)}
      </p>
    </section>
  );
}

const WAYS = ["ui", "api", "import", "undo"] as const;

function viaOf(via: string): (typeof WAYS)[number] {
  return WAYS.find((way) => way === via) ?? "api";
}
