import { Autocomplete, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFacets } from "../../data/flowFacets";
import { useCatalog } from "../../data/live";
import { parseDuration, writeDuration } from "../../editor/draft/durations";
import { toggled, withoutChip, type FlowFilter } from "../../model/flowFilter";
import { compareText } from "../../model/step";
import styles from "./FilterBar.module.css";
import { TimeSpan } from "./TimeSpan";
import { useFilter } from "./useFilter";

/** Names that are offered at a time. */
const MOST_OFFERED = 50;

/** All filters besides text and state. A change is taken over at once. */
export function FilterPanel() {
  const { t } = useTranslation();
  const [filter, setFilter] = useFilter();
  const facets = useFacets(filter, true).data;
  const steps = [...(useCatalog()?.steps.keys() ?? [])].sort(compareText);
  const goals = [...new Set([...(facets?.goals.map(({ value }) => value) ?? []), ...steps])];
  const labels =
    facets?.labels.flatMap(({ key, values }) => values.map(({ value }) => `${key}=${value}`)) ?? [];
  return (
    <div className={styles.panel}>
      <AddValue
        label={t("flows.chip.name.goal")}
        offered={goals}
        onAdd={(value) => setFilter(withValue(filter, "goal", value))}
      />
      <AddValue
        label={t("flows.chip.name.step")}
        offered={steps}
        onAdd={(value) => setFilter(withValue(filter, "step", value))}
      />
      <AddValue
        label={t("flows.chip.name.label")}
        hint={t("flows.labelHint")}
        offered={labels}
        isLegal={(value) => value.includes("=")}
        onAdd={(value) => setFilter(withValue(filter, "label", value))}
      />
      <TextFilter
        label={t("flows.chip.name.error")}
        value={filter.error}
        onSet={(error) => setFilter({ ...filter, error })}
      />
      <TimeSpan
        name={t("flows.chip.name.started_from")}
        from={filter.started_from}
        to={filter.started_to}
        onSet={(started_from, started_to) => setFilter({ ...filter, started_from, started_to })}
      />
      <TimeSpan
        name={t("flows.chip.name.ended_from")}
        from={filter.ended_from}
        to={filter.ended_to}
        onSet={(ended_from, ended_to) => setFilter({ ...filter, ended_from, ended_to })}
      />
      <DurationFilter
        label={t("flows.longerThan")}
        value={filter.min_duration}
        onSet={(min_duration) => setFilter({ ...filter, min_duration })}
      />
      <DurationFilter
        label={t("flows.shorterThan")}
        value={filter.max_duration}
        onSet={(max_duration) => setFilter({ ...filter, max_duration })}
      />
      <NativeSelect
        label={t("flows.chip.name.children")}
        value={filter.children ?? "hide"}
        onChange={({ currentTarget: { value } }) =>
          setFilter({ ...filter, children: value === "show" || value === "only" ? value : undefined })
        }
        data={(["hide", "show", "only"] as const).map((value) => ({
          value,
          label: t(`flows.children.${value}`),
        }))}
      />
      <TextFilter
        label={t("flows.chip.name.parent")}
        value={filter.parent}
        onSet={(parent) => setFilter({ ...filter, parent })}
      />
    </div>
  );
}

function withValue(filter: FlowFilter, name: "goal" | "step" | "label", value: string): FlowFilter {
  return toggled(withoutChip(filter, { name, value }), name, value);
}

interface AddProps {
  readonly label: string;
  readonly hint?: string;
  readonly offered: readonly string[];
  readonly isLegal?: (value: string) => boolean;
  readonly onAdd: (value: string) => void;
}

/** A field that adds a value to a list: by choosing an offered one, or by Enter. */
function AddValue({ label, hint, offered, isLegal = (value) => value !== "", onAdd }: AddProps) {
  const [text, setText] = useState("");
  const add = (value: string) => {
    if (!isLegal(value.trim())) return;
    onAdd(value.trim());
    setText("");
  };
  return (
    <Autocomplete
      label={label}
      placeholder={hint ?? ""}
      data={[...new Set(offered)]}
      limit={MOST_OFFERED}
      value={text}
      comboboxProps={{ withinPortal: false }}
      openOnFocus={false}
      onChange={setText}
      onOptionSubmit={(value) => {
        add(value);
        // The field is set to the chosen text after this handler.
        queueMicrotask(() => setText(""));
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.defaultPrevented) add(text);
      }}
    />
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onSet: (value: string | undefined) => void;
}

/** A text that is taken over by Enter or on leaving the field. */
function TextFilter({ label, value, onSet }: TextProps) {
  const kept = value ?? "";
  const [draft, setDraft] = useState({ kept, text: kept });
  if (draft.kept !== kept) setDraft({ kept, text: kept });
  const apply = () => {
    if (draft.text.trim() !== kept) onSet(draft.text.trim() || undefined);
  };
  return (
    <TextInput
      label={label}
      value={draft.text}
      onChange={(event) => setDraft({ kept, text: event.currentTarget.value })}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
    />
  );
}

interface DurationProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onSet: (value: number | undefined) => void;
}

/** A duration as people write it: `500ms`, `5s`, `1.5 h`. */
function DurationFilter({ label, value, onSet }: DurationProps) {
  const { t } = useTranslation();
  const kept = value === undefined ? "" : writeDuration(value);
  const [draft, setDraft] = useState({ kept, text: kept });
  if (draft.kept !== kept) setDraft({ kept, text: kept });
  const parsed = draft.text.trim() === "" ? undefined : parseDuration(draft.text);
  const apply = () => {
    if (parsed !== null && parsed !== value) onSet(parsed);
  };
  return (
    <TextInput
      label={label}
      placeholder={t("flows.durationHint")}
      value={draft.text}
      error={parsed === null ? t("flows.durationRule") : null}
      onChange={(event) => setDraft({ kept, text: event.currentTarget.value })}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
    />
  );
}
