import { ActionIcon, Autocomplete, Button } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFacets } from "../data/flowFacets";
import type { FlowFilter } from "../model/flowFilter";
import styles from "./plan.module.css";

/** The labels of all flows. */
const NO_FILTER: FlowFilter = {};

/** One label as it stands in the form; both parts may still be empty. */
export interface LabelRow {
  readonly key: string;
  readonly value: string;
}

interface Props {
  readonly rows: readonly LabelRow[];
  readonly onChange: (rows: readonly LabelRow[]) => void;
}

/** Labels of the new flow, with completion from those of the flows that are there. */
export function LabelFields({ rows, onChange }: Props) {
  const { t } = useTranslation();
  const [isWanted, setWanted] = useState(false);
  const facets = useFacets(NO_FILTER, isWanted).data;
  const change = (place: number, parts: Partial<LabelRow>) =>
    onChange(rows.map((row, other) => (other === place ? { ...row, ...parts } : row)));
  return (
    <fieldset className={styles.labels} onFocusCapture={() => setWanted(true)}>
      <legend>{t("start.labels")}</legend>
      {rows.map(({ key, value }, place) => (
        <div key={place} className={styles.labelRow}>
          <Autocomplete
            comboboxProps={{ withinPortal: false }}
            aria-label={t("start.labelKey", { place: place + 1 })}
            placeholder={t("start.key")}
            data={(facets?.labels ?? []).map((label) => label.key)}
            value={key}
            error={
              rows.some((row, other) => other < place && row.key === key && key !== "") &&
              t("start.labelTwice")
            }
            onChange={(next) => change(place, { key: next })}
          />
          <Autocomplete
            comboboxProps={{ withinPortal: false }}
            aria-label={t("start.labelValue", { place: place + 1 })}
            placeholder={t("start.value")}
            data={(facets?.labels.find((label) => label.key === key)?.values ?? []).map((one) => one.value)}
            value={value}
            onChange={(next) => change(place, { value: next })}
          />
          <ActionIcon
            variant="subtle"
            size={28}
            aria-label={t("start.labelRemove", { place: place + 1 })}
            onClick={() => onChange(rows.filter((_, other) => other !== place))}
          >
            <X size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => onChange([...rows, { key: "", value: "" }])}
        >
          {t("start.labelAdd")}
        </Button>
      </div>
    </fieldset>
  );
}

/** The labels of rows; a row without a key says nothing. */
export function labelsOf(rows: readonly LabelRow[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.filter(({ key }) => key !== "").map(({ key, value }) => [key, value]));
}
