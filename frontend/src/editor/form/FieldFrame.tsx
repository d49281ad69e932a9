import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AttributeFieldKey, StepFieldKey } from "../draft/fields";
import { pathKey, type Path } from "../draft/paths";
import { ProblemLines } from "./ProblemLines";
import { useFieldProblems } from "./useFieldProblems";
import styles from "./form.module.css";

export interface ControlIds {
  readonly id: string;
  readonly describedBy: string;
  readonly isInvalid: boolean;
}

interface Props {
  readonly field: StepFieldKey | AttributeFieldKey;
  readonly path: Path;
  /** More about the present value, behind the help. */
  readonly note?: ReactNode;
  /** Whether the control brings a label of its own, as a switch does. */
  readonly hasOwnLabel?: boolean;
  /** Whether the control is a group of controls, which a label cannot point at. */
  readonly isGroup?: boolean;
  readonly children: (ids: ControlIds) => ReactNode;
}

/** Label, help and problems around the control of a field, wired for screen readers. */
export function FieldFrame({ field, path, note, hasOwnLabel = false, isGroup = false, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const problems = useFieldProblems(path);
  const isInvalid = problems.some(({ severity }) => severity === "error");
  const describedBy = `${id}-help${problems.length > 0 ? ` ${id}-problems` : ""}`;
  const label = t(`editor.field.${field}.label`);
  return (
    <div
      className={styles.field}
      data-path={pathKey(path)}
      role={isGroup ? "group" : undefined}
      aria-labelledby={isGroup ? `${id}-label` : undefined}
    >
      {!hasOwnLabel &&
        (isGroup ? (
          <span id={`${id}-label`} className={styles.label}>
            {label}
          </span>
        ) : (
          <label htmlFor={id} className={styles.label}>
            {label}
          </label>
        ))}
      {children({ id, describedBy, isInvalid })}
      <p id={`${id}-help`} className={styles.help}>
        {t(`editor.field.${field}.help`)} {note}
      </p>
      <ProblemLines id={`${id}-problems`} problems={problems} />
    </div>
  );
}
