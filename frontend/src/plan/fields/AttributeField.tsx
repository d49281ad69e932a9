import { ActionIcon, FileButton } from "@mantine/core";
import { X } from "lucide-react";
import { startTransition, useId, useOptimistic, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlanInput } from "../../model/planInputs";
import { draftValue, type DraftValue, type FieldProblem } from "../../model/startDraft";
import styles from "../plan.module.css";
import { FieldHelp, FieldProblemText } from "./FieldHelp";
import { RecentValues } from "./RecentValues";
import { ValueControl } from "./ValueControl";

interface Props {
  readonly input: PlanInput;
  readonly values: readonly DraftValue[];
  readonly onChange: (values: readonly DraftValue[]) => void;
  readonly problem: FieldProblem | undefined;
  /** What the server said of this attribute when it refused the start. */
  readonly refusal: string | undefined;
  /** Values of this name are secrets: none are offered. */
  readonly isMasked: boolean;
  readonly onStart: () => void;
}

/** One input of the plan: its values, what becomes of them, and what is wrong with them. */
export function AttributeField({
  input,
  values: settled,
  onChange: onSettled,
  problem,
  refusal,
  isMasked,
  onStart,
}: Props) {
  const { t } = useTranslation();
  const { name, type } = input;
  const id = useId();
  // A key shows at once; the plan, the address and the cards follow when there is time.
  const [values, show] = useOptimistic(settled, (_, next: readonly DraftValue[]) => next);
  const onChange = (next: readonly DraftValue[]) =>
    startTransition(() => {
      show(next);
      onSettled(next);
    });
  // Rows that were added and hold nothing yet; the draft knows only what is given.
  const [extraRows, setExtraRows] = useState(0);
  const [wasFocused, setWasFocused] = useState(false);
  const rows: readonly (DraftValue | null)[] = [
    ...values,
    ...Array.from({ length: Math.max(extraRows, values.length === 0 ? 1 : 0) }, () => null),
  ];
  const change = (place: number, value: DraftValue | null) => {
    if (value && place >= values.length) setExtraRows((rest) => Math.max(0, rest - 1));
    if (!value && place < values.length && values.length > 1) setExtraRows((rest) => rest + 1);
    const next = [...values];
    if (value) next.splice(place, 1, value);
    else next.splice(place, 1);
    onChange(next);
  };
  const isRequired = input.consumers.some(({ role, collect }) => role === "required" && collect !== "none");
  return (
    <div className={styles.field} onFocusCapture={() => setWasFocused(true)}>
      <div className={styles.fieldHead}>
        <label htmlFor={`${id}-0`}>
          <code>{name}</code>
        </label>
        <span className={styles.secondary}>
          {type || t("plan.field.anyType")}
          {input.group !== "made" && ` · ${t(isRequired ? "plan.field.required" : "plan.field.optional")}`}
        </span>
      </div>
      {rows.map((value, place) => (
        <div key={place} className={styles.value}>
          <ValueControl
            id={`${id}-${place}`}
            label={rows.length > 1 ? t("plan.field.nth", { name, place: place + 1 }) : name}
            type={type}
            value={value}
            onChange={(next) => change(place, next)}
            describedBy={`${id}-help`}
            isWrong={problem !== undefined || refusal !== undefined}
            onStart={onStart}
          />
          {(value || rows.length > 1) && (
            <ActionIcon
              variant="subtle"
              size={28}
              aria-label={t("plan.field.clear", { name, place: place + 1 })}
              onClick={() => {
                if (value) onChange(values.filter((_, other) => other !== place));
                else setExtraRows((rest) => rest - 1);
              }}
            >
              <X size={16} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      <div id={`${id}-help`} className={styles.help}>
        {problem && <FieldProblemText problem={problem} />}
        {refusal && <p className={styles.problem}>{refusal}</p>}
        <FieldHelp input={input} count={values.length} />
      </div>
      {wasFocused && !isMasked && (
        <RecentValues
          name={name}
          onPick={(value) => onChange([...values.slice(0, -1), draftValue(value, type)])}
        />
      )}
      <div className={styles.fieldActions}>
        {values.length > 0 && extraRows === 0 && (
          <button type="button" className={styles.textButton} onClick={() => setExtraRows(1)}>
            {t("plan.field.add")}
          </button>
        )}
        {values.length === 0 && (type === "string" || type === "" || type === "any") && (
          <button
            type="button"
            className={styles.textButton}
            aria-label={t("plan.field.giveEmptyOf", { name })}
            onClick={() => onChange([{ kind: "text", source: "" }])}
          >
            {t("plan.field.giveEmpty")}
          </button>
        )}
        {(type === "object" || type === "array") && (
          <FileButton
            accept=".json,application/json,text/plain"
            onChange={(file) =>
              void file?.text().then((source) => onChange([...values.slice(0, -1), { kind: "json", source }]))
            }
          >
            {(props) => (
              <button type="button" className={styles.textButton} {...props}>
                {t("plan.field.file")}
              </button>
            )}
          </FileButton>
        )}
      </div>
    </div>
  );
}
