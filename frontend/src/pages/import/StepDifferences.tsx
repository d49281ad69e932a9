import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StepDifference } from "../../data/transfer";
import { Differences } from "../../editor/code/Code";
import { changedFields } from "../../editor/draft/changedFields";
import { definitionText } from "../../editor/draft/definitionText";
import { readText } from "../../model/event";
import styles from "./import.module.css";

/** Rows that are shown at once; an import may have thousands. */
const AT_ONCE = 100;

interface Props {
  readonly kind: "added" | "changed" | "removed";
  readonly differences: readonly StepDifference[];
  readonly leftOut: ReadonlySet<string>;
  readonly onTick: (stepId: string, isTaken: boolean) => void;
}

/** The steps that an import would add, change or remove, each to be taken or left out. */
export function StepDifferences({ kind, differences, leftOut, onTick }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(AT_ONCE);
  if (differences.length === 0) return null;
  return (
    <section className={styles.kind}>
      <h2>{t(`transfer.import.${kind}`, { count: differences.length })}</h2>
      <ul className={styles.rows}>
        {differences.slice(0, shown).map((difference) => (
          <Row
            key={difference.step_id}
            difference={difference}
            isTaken={!leftOut.has(difference.step_id)}
            onTick={onTick}
          />
        ))}
      </ul>
      {shown < differences.length && (
        <div>
          <Button variant="default" size="compact-md" onClick={() => setShown(shown + AT_ONCE * 5)}>
            {t("transfer.import.showMore", { count: differences.length - shown })}
          </Button>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  readonly difference: StepDifference;
  readonly isTaken: boolean;
  readonly onTick: Props["onTick"];
}

function Row({ difference: { step_id, before, after }, isTaken, onTick }: RowProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const name = readText((after ?? before ?? {})["name"]) || step_id;
  const what = t(
    isOpen
      ? "transfer.import.hide"
      : before && after
        ? "transfer.import.differences"
        : "transfer.import.definition",
  );
  return (
    <li>
      <div className={styles.row}>
        <Checkbox
          checked={isTaken}
          aria-label={t("transfer.import.take", { name })}
          onChange={(event) => onTick(step_id, event.currentTarget.checked)}
        />
        <span className={styles.name}>
          <strong>{name}</strong> {name !== step_id && <code>{step_id}</code>}
        </span>
        {before && after && (
          <span className={styles.secondary}>{changedFields(before, after).join(", ")}</span>
        )}
        <button
          type="button"
          className={styles.textButton}
          aria-expanded={isOpen}
          aria-label={t("transfer.import.showOf", { what, name })}
          onClick={() => setOpen(!isOpen)}
        >
          {what}
        </button>
      </div>
      {isOpen && (
        <Differences
          before={before ? definitionText(before) : ""}
          after={after ? definitionText(after) : ""}
          beforeLabel={t("transfer.import.before")}
          afterLabel={t("transfer.import.after")}
        />
      )}
    </li>
  );
}
