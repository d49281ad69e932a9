import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { readInteger, readObject, readText } from "../../../model/event";
import type { Json } from "../../../model/json";
import { childGoals, type Step } from "../../../model/step";
import { formatDuration, formatNumber } from "../../../ui/format";
import { Labels } from "../../../ui/Labels";
import { StepLink } from "../../../ui/StepLink";
import pageStyles from "../../page.module.css";

/** How a step is called, in words. What is not set is left out. */
export function Definition({ step }: { readonly step: Step }) {
  const { t, i18n } = useTranslation();
  const http = readObject(step.stored["http"]);
  const work = readObject(step.stored["work_config"]);
  const duration = (ms: number) => formatDuration(ms, t, i18n.language);
  const retries = readInteger(work["max_retries"]);
  const goals = childGoals(step);

  const endpoint = readText(http["endpoint"]);
  const timeout = readInteger(http["timeout"]);
  const facts: readonly (readonly [name: FieldName, content: ReactNode])[] = [
    ["endpoint", endpoint && <code>{`${readText(http["method"]) || "POST"} ${endpoint}`}</code>],
    ["timeout", endpoint && (timeout > 0 ? duration(timeout) : t("step.defaultTimeout"))],
    ["health_check", code(http["health_check"])],
    ["compensate", code(http["compensate"])],
    ["goals", goals.length > 0 && <StepList ids={goals} />],
    ["memoizable", step.stored["memoizable"] === true && t("words.yes")],
    ["labels", Object.keys(step.labels).length > 0 && <Labels labels={step.labels} />],
    [
      "retries",
      "max_retries" in work && (retries < 0 ? t("step.noLimit") : formatNumber(retries, i18n.language)),
    ],
    [
      "backoff",
      "init_backoff" in work &&
        t("step.upTo", {
          from: duration(readInteger(work["init_backoff"])),
          to: duration(readInteger(work["max_backoff"])),
          type: readText(work["backoff_type"]),
        }),
    ],
    [
      "parallelism",
      "parallelism" in work && formatNumber(Math.max(1, readInteger(work["parallelism"])), i18n.language),
    ],
  ];
  return (
    <section className={pageStyles.section}>
      <h3>{t("step.definition")}</h3>
      <Script title="script" value={step.stored["script"]} />
      <Script title="predicate" value={step.stored["predicate"]} />
      <dl className={pageStyles.facts}>
        {facts.map(([name, content]) =>
          content ? (
            <Fact key={name} name={t(`step.field.${name}`)}>
              {content}
            </Fact>
          ) : null,
        )}
      </dl>
    </section>
  );
}

type FieldName =
  | "endpoint"
  | "timeout"
  | "health_check"
  | "compensate"
  | "goals"
  | "memoizable"
  | "labels"
  | "retries"
  | "backoff"
  | "parallelism";

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function StepList({ ids }: { readonly ids: readonly string[] }) {
  return (
    <span className={pageStyles.list}>
      {ids.map((id) => (
        <StepLink key={id} id={id} />
      ))}
    </span>
  );
}

function Script({
  title,
  value,
}: {
  readonly title: "script" | "predicate";
  readonly value: Json | undefined;
}) {
  const { t } = useTranslation();
  const { language, script } = readObject(value);
  if (typeof script !== "string") return null;
  return (
    <>
      <h3>{t(`step.${title}`, { language: readText(language) })}</h3>
      <pre>{script}</pre>
    </>
  );
}

function code(value: Json | undefined): ReactNode {
  const text = readText(value);
  return text && <code>{text}</code>;
}
