import { Checkbox, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Code } from "../../editor/code/Code";
import { jsonFault } from "../../model/json";
import type { DraftValue } from "../../model/startDraft";
import styles from "../plan.module.css";

export interface ValueControlProps {
  readonly id: string;
  /** What the control is called by those who hear the page. */
  readonly label: string;
  readonly type: string;
  /** Null: not given. */
  readonly value: DraftValue | null;
  readonly onChange: (value: DraftValue | null) => void;
  readonly describedBy: string | undefined;
  readonly isWrong: boolean;
  /** Ctrl Enter inside of a code field, which keeps the key to itself. */
  readonly onStart: () => void;
}

/** The control for one value of a type (`ui.md`, section 11.2). Empty means not given, for every type. */
export function ValueControl(props: ValueControlProps) {
  switch (props.type) {
    case "string":
      return <TextControl {...props} />;
    case "number":
      return <NumberControl {...props} />;
    case "boolean":
      return <BooleanControl {...props} />;
    case "null":
      return <NullControl {...props} />;
    case "object":
    case "array":
      return <JsonControl {...props} />;
    default:
      return <AnyControl {...props} />;
  }
}

function TextControl({ id, label, value, onChange, describedBy, isWrong }: ValueControlProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      error={isWrong}
      autosize
      minRows={1}
      maxRows={12}
      placeholder={t(value ? "plan.field.emptyText" : "plan.field.notGiven")}
      data-given={value !== null || undefined}
      value={value?.source ?? ""}
      onChange={(event) => {
        const source = event.currentTarget.value;
        onChange(source === "" ? null : { kind: "text", source });
      }}
    />
  );
}

function NumberControl({ id, label, value, onChange, describedBy, isWrong }: ValueControlProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      error={isWrong}
      inputMode="decimal"
      autoComplete="off"
      placeholder={t("plan.field.notGiven")}
      className={styles.code}
      value={value?.source ?? ""}
      onChange={(event) => {
        const source = event.currentTarget.value;
        onChange(source.trim() === "" ? null : { kind: "json", source });
      }}
    />
  );
}

function BooleanControl({ id, label, value, onChange, describedBy }: ValueControlProps) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      size="sm"
      value={value?.source ?? ""}
      data={[
        { value: "true", label: t("plan.field.yes") },
        { value: "false", label: t("plan.field.no") },
        { value: "", label: t("plan.field.notGiven") },
      ]}
      onChange={(source) => onChange(source === "" ? null : { kind: "json", source })}
    />
  );
}

function NullControl({ id, label, value, onChange, describedBy }: ValueControlProps) {
  const { t } = useTranslation();
  return (
    <Checkbox
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      label={t(value ? "plan.field.isNull" : "plan.field.notGiven")}
      checked={value !== null}
      onChange={(event) => onChange(event.currentTarget.checked ? { kind: "json", source: "null" } : null)}
    />
  );
}

function JsonControl({ label, value, onChange, describedBy, onStart }: ValueControlProps) {
  const { t } = useTranslation();
  const source = value?.source ?? "";
  const fault = source === "" ? null : jsonFault(source);
  return (
    <div className={styles.json} data-given={value !== null || undefined}>
      <Code
        label={label}
        language="json"
        isSmall
        value={source}
        describedBy={describedBy}
        marks={fault ? [{ ...fault, severity: "error", message: t("plan.field.notJson") }] : NO_MARKS}
        onRun={onStart}
        onChange={(text) => onChange(text.trim() === "" ? null : { kind: "json", source: text })}
      />
      {value === null && <span className={styles.notGiven}>{t("plan.field.notGiven")}</span>}
    </div>
  );
}

const NO_MARKS = [] as const;

function AnyControl(props: ValueControlProps) {
  const { t } = useTranslation();
  const { id, label, value, onChange, describedBy, isWrong } = props;
  const [chosen, choose] = useState<DraftValue["kind"]>("text");
  const kind = value?.kind ?? chosen;
  return (
    <div className={styles.any}>
      <SegmentedControl
        size="xs"
        aria-label={t("plan.field.as", { name: label })}
        value={kind}
        data={[
          { value: "text", label: t("plan.field.text") },
          { value: "json", label: "JSON" },
        ]}
        onChange={(next) => {
          choose(next);
          if (value) onChange({ ...value, kind: next });
        }}
      />
      {kind === "text" ? (
        <TextControl {...props} />
      ) : (
        <Textarea
          id={id}
          aria-label={label}
          aria-describedby={describedBy}
          error={isWrong}
          autosize
          minRows={1}
          maxRows={12}
          spellCheck={false}
          className={styles.code}
          placeholder={t("plan.field.notGiven")}
          value={value?.source ?? ""}
          onChange={(event) => {
            const source = event.currentTarget.value;
            onChange(source.trim() === "" ? null : { kind: "json", source });
          }}
        />
      )}
    </div>
  );
}
