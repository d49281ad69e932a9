import { useTranslation } from "react-i18next";
import type { ScriptOutcome, ScriptUse } from "../../data/checks";
import { stringifyJson, type Json } from "../../model/json";
import { ProblemLines } from "../form/ProblemLines";
import styles from "./script.module.css";

export type Tried =
  | {
      readonly kind: "ran";
      readonly runs: readonly { readonly before: Json; readonly outcome: ScriptOutcome }[];
    }
  /** The server did not run it, for example because two of the user's scripts run already. */
  | { readonly kind: "notRun"; readonly why: string };

/** What came of trying a script, in the terms of its place. */
export function Outcomes({ use, tried }: { readonly use: ScriptUse; readonly tried: Tried }) {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.result}>
      {tried.kind === "notRun" ? (
        <p className={styles.failed}>{t("editor.script.notRun", { why: tried.why })}</p>
      ) : (
        tried.runs.map(({ before, outcome }, place) => (
          <Outcome key={place} use={use} before={before} outcome={outcome} />
        ))
      )}
    </div>
  );
}

interface Props {
  readonly use: ScriptUse;
  readonly before: Json;
  readonly outcome: ScriptOutcome;
}

function Outcome({ use, before, outcome }: Props) {
  const { t } = useTranslation();
  const { ok, result, line, error, problems, duration_ms } = outcome;
  const took = t("editor.script.took", { ms: stringifyJson(duration_ms) });
  const isOfValue = use !== "step" && use !== "predicate";
  return (
    <div className={styles.result}>
      {isOfValue && <Value title={t("editor.script.beforeValue")} value={before} />}
      {!ok && (
        <div className={styles.failed}>
          <strong>{line > 0 ? t("editor.script.failedLine", { line }) : t("editor.script.failed")}</strong>
          <p>{error}</p>
        </div>
      )}
      {ok && use === "predicate" && (
        <strong>{t(result === true ? "editor.script.isTrue" : "editor.script.isFalse")}</strong>
      )}
      {ok && use === "match" && (
        <strong>{t(result === true ? "editor.script.taken" : "editor.script.refusedValue")}</strong>
      )}
      {ok && (use === "mapping" || use === "output_mapping") && (
        <Value title={t("editor.script.after")} value={result} />
      )}
      {ok && use === "step" && <Value title={t("editor.script.outputs")} value={outcome.outputs} />}
      {ok && use === "step" && stringifyJson(result) !== stringifyJson(outcome.outputs) && (
        <Value title={t("editor.script.result")} value={result} />
      )}
      <ProblemLines problems={problems} />
      <span className={`${styles.secondary} ${styles.small}`}>{took}</span>
    </div>
  );
}

function Value({ title, value }: { readonly title: string; readonly value: Json }) {
  return (
    <div>
      <span className={styles.secondary}>{title}</span>
      <pre>{stringifyJson(value, 2)}</pre>
    </div>
  );
}
