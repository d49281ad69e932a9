import { Collapse, SegmentedControl } from "@mantine/core";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useId, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { InputFields } from "./fields/InputFields";
import { FlowIdField } from "./FlowIdField";
import { InitJson } from "./InitJson";
import { LabelFields } from "./LabelFields";
import styles from "./plan.module.css";
import { StartActions } from "./StartActions";
import type { PlanMode } from "./usePlanMode";
import type { Start } from "./useStart";

interface Props {
  readonly mode: PlanMode;
  readonly start: Start;
  /** In a panel, id and labels are folded away: both have good values of their own. */
  readonly isPanel?: boolean;
  /** Stands between the inputs and the start. */
  readonly children?: ReactNode;
  readonly onFocusInput?: (name: string | null) => void;
}

/** The inputs of the plan, id and labels of the new flow, and the start. Nothing typed is lost by a refusal. */
export function StartForm({ mode, start, isPanel = false, children, onFocusInput }: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState<"fields" | "json">("fields");
  const [isMoreOpen, setMoreOpen] = useState(!isPanel);
  const [isHeld, setHeld] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const moreId = useId();
  const letGo = (event: FocusEvent) => {
    // A window that loses the focus blurs too; then the field has it again when one comes back.
    if (event.relatedTarget !== null && !form.current?.contains(event.relatedTarget)) setHeld(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    start.start();
  };
  return (
    // The key works in every field of the form, so it is heard here.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={form}
      className={styles.form}
      aria-label={t("start.title")}
      onSubmit={(event) => {
        event.preventDefault();
        start.start();
      }}
      onKeyDown={onKeyDown}
      onFocus={() => setHeld(true)}
      onBlur={letGo}
    >
      <div className={styles.sectionHead}>
        <h2>{t("start.inputs")}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t("start.view")}
          value={view}
          data={[
            { value: "fields", label: t("start.fields") },
            { value: "json", label: "JSON" },
          ]}
          onChange={setView}
        />
      </div>
      {view === "fields" ? (
        <InputFields
          mode={mode}
          isHeld={isHeld}
          refusals={start.refusals}
          onStart={start.start}
          onFocusInput={onFocusInput}
        />
      ) : (
        <InitJson mode={mode} onStart={start.start} />
      )}
      {children}
      {isPanel && (
        <button
          type="button"
          className={styles.textButton}
          aria-expanded={isMoreOpen || start.idRefusal !== undefined}
          aria-controls={moreId}
          onClick={() => setMoreOpen(!isMoreOpen)}
        >
          {isMoreOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {t("start.more", { id: start.request.id })}
        </button>
      )}
      <Collapse id={moreId} expanded={isMoreOpen || start.idRefusal !== undefined}>
        <div className={styles.more}>
          <FlowIdField value={start.id} onChange={start.setId} refusal={start.idRefusal} />
          <LabelFields rows={start.labels} onChange={start.setLabels} />
        </div>
      </Collapse>
      <StartActions mode={mode} start={start} />
    </form>
  );
}
