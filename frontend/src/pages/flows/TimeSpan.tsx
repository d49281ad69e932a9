import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { relativeMs } from "../../model/flowFilter";
import { formatDuration } from "../../ui/format";
import styles from "./FilterBar.module.css";

const PRESETS = ["-15m", "-1h", "-6h", "-24h", "-7d", "-30d"] as const;

interface Props {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onSet: (from: string | undefined, to: string | undefined) => void;
}

/** A span of time: a preset that moves with the clock, or two exact instants. */
export function TimeSpan({ name, from, to, onSet }: Props) {
  const { t, i18n } = useTranslation();
  const isExact = (from !== undefined && relativeMs(from) === null) || to !== undefined;
  const [isOpened, setOpened] = useState(false);
  const showsExact = isExact || isOpened;
  return (
    <fieldset className={styles.span}>
      <NativeSelect
        label={name}
        value={showsExact ? "exact" : (from ?? "")}
        onChange={({ currentTarget: { value } }) => {
          setOpened(value === "exact");
          if (value !== "exact") onSet(value || undefined, undefined);
        }}
        data={[
          { value: "", label: t("flows.span.any") },
          ...[...new Set([...PRESETS, ...(from && !showsExact ? [from] : [])])].map((value) => ({
            value,
            label: t("flows.chip.inTheLast", {
              duration: formatDuration(relativeMs(value) ?? 0, t, i18n.language),
            }),
          })),
          { value: "exact", label: t("flows.span.exact") },
        ]}
      />
      {showsExact && (
        <>
          <InstantField
            label={t("flows.span.from")}
            name={name}
            bound={from}
            onSet={(bound) => onSet(bound, to)}
          />
          <InstantField
            label={t("flows.span.to")}
            name={name}
            bound={to}
            onSet={(bound) => onSet(from, bound)}
          />
        </>
      )}
    </fieldset>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly bound: string | undefined;
  readonly onSet: (bound: string | undefined) => void;
}

function InstantField({ label, name, bound, onSet }: FieldProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      aria-label={t("flows.span.of", { name, bound: label })}
      value={bound === undefined || relativeMs(bound) !== null ? "" : localText(Date.parse(bound))}
      onChange={({ currentTarget: { value } }) => {
        const instant = Date.parse(value);
        onSet(Number.isNaN(instant) ? undefined : new Date(instant).toISOString());
      }}
    />
  );
}

/** An instant in local time as a field of this type takes it. */
function localText(instant: number): string {
  const local = new Date(instant - new Date(instant).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
