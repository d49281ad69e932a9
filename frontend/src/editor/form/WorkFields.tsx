import { useTranslation } from "react-i18next";
import { readInteger, readObject, readText } from "../../model/event";
import { formatDuration } from "../../ui/format";
import { BACKOFFS } from "../draft/fields";
import { schedule, type RetryRule } from "../draft/schedule";
import { useEditor, useValueAt } from "../editorStore";
import { ChoiceField, DurationField, IntegerField } from "./TextFields";
import styles from "./form.module.css";

/** Retries and parallelism, with the schedule that they come to. */
export function WorkFields() {
  const { t } = useTranslation();
  const engine = useEditor((state) => state.engine);
  const attributes = readObject(useValueAt(["attributes"]));
  const fansOut = Object.values(attributes).some((spec) => {
    const { required, optional } = readObject(spec);
    return readObject(required)["for_each"] === true || readObject(optional)["for_each"] === true;
  });
  return (
    <>
      <div className={styles.pair}>
        <IntegerField
          field="maxRetries"
          path={["work_config", "max_retries"]}
          fallback={engine.max_retries}
          hasNoLimit
        />
        <ChoiceField
          field="backoffType"
          path={["work_config", "backoff_type"]}
          absent={engine.backoff_type}
          choices={BACKOFFS.map((value) => ({ value, label: value }))}
        />
        <DurationField
          field="initBackoff"
          path={["work_config", "init_backoff"]}
          fallback={engine.init_backoff}
        />
        <DurationField
          field="maxBackoff"
          path={["work_config", "max_backoff"]}
          fallback={engine.max_backoff}
        />
      </div>
      <SchedulePreview />
      <IntegerField
        field="parallelism"
        path={["work_config", "parallelism"]}
        note={fansOut ? null : t("editor.parallelismIdle")}
      />
    </>
  );
}

function SchedulePreview() {
  const { t, i18n } = useTranslation();
  const engine = useEditor((state) => state.engine);
  const work = readObject(useValueAt(["work_config"]));
  const rule: RetryRule = {
    max_retries: readInteger(work["max_retries"]) || engine.max_retries,
    init_backoff: readInteger(work["init_backoff"]) || engine.init_backoff,
    max_backoff: readInteger(work["max_backoff"]) || engine.max_backoff,
    backoff_type: readText(work["backoff_type"]) || engine.backoff_type,
  };
  const { first, goesOn, longest, total } = schedule(rule);
  const inWords = (ms: number) => formatDuration(ms, t, i18n.language);
  const waits = first.map(inWords).join(", ");
  const shown = goesOn
    ? t("editor.schedule.more", { waits, longest: inWords(longest) })
    : t("editor.schedule.after", { waits });
  return (
    <p role="status" className={styles.panel}>
      {first.length === 0
        ? t("editor.schedule.never")
        : `${t("editor.schedule.title")} ${shown}; ${total === null ? t("editor.schedule.endless") : t("editor.schedule.total", { total: inWords(total) })}.`}
    </p>
  );
}
