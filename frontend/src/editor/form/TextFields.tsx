import { Checkbox, NativeSelect, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readText } from "../../model/event";
import type { Json } from "../../model/json";
import { formatDuration } from "../../ui/format";
import { withField, withoutField } from "../draft/draft";
import { parseDuration, writeDuration } from "../draft/durations";
import { pathKey } from "../draft/paths";
import { useEditorActs, useValueAt } from "../editorStore";
import { FieldFrame } from "./FieldFrame";
import { useWrittenField } from "./useWrittenField";
import styles from "./form.module.css";
import type { AttributeFieldKey, StepFieldKey } from "../draft/fields";
import type { ReactNode } from "react";

export interface FieldProps {
  readonly field: StepFieldKey | AttributeFieldKey;
  /** In the definition, from its root. */
  readonly path: readonly string[];
  readonly note?: ReactNode;
}

/** Text as it is; emptying it takes the field away. */
export function TextField({ field, path, note, isDisabled }: FieldProps & { readonly isDisabled?: boolean }) {
  const editor = useEditorActs();
  const value = readText(useValueAt(path));
  return (
    <FieldFrame field={field} path={path} note={note}>
      {({ id, describedBy, isInvalid }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          error={isInvalid}
          disabled={isDisabled === true}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => {
            const text = event.currentTarget.value;
            editor.act(
              (draft) =>
                text === ""
                  ? withoutField(draft, path, editor.state.base.definition)
                  : withField(draft, path, text),
              pathKey(path),
            );
          }}
        />
      )}
    </FieldFrame>
  );
}

/** A duration in words such as `1.5 h`; stored in milliseconds. `fallback` (ms) is what an empty field means. */
export function DurationField({ field, path, note, fallback }: FieldProps & { readonly fallback?: number }) {
  const { t, i18n } = useTranslation();
  const { text, value, onText, onBlur } = useWrittenField(path, {
    write: (stored) => (typeof stored === "number" && stored > 0 ? writeDuration(stored) : ""),
    read: parseDuration,
    empty: fallback,
  });
  const inWords = fallback === undefined ? "" : formatDuration(fallback, t, i18n.language);
  const isDefault = fallback !== undefined && value === fallback;
  const more = isDefault ? <strong>{t("editor.isDefault", { value: inWords })}</strong> : null;
  return (
    <FieldFrame field={field} path={path} note={more ?? note}>
      {({ id, describedBy, isInvalid }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          error={isInvalid}
          autoComplete="off"
          placeholder={fallback === undefined ? "" : t("editor.engineDefault", { value: inWords })}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onBlur={onBlur}
        />
      )}
    </FieldFrame>
  );
}

/** A whole number of any size. With `noLimit`, a tick stands for `-1`. */
export function IntegerField({
  field,
  path,
  note,
  fallback,
  hasNoLimit = false,
}: FieldProps & { readonly fallback?: number; readonly hasNoLimit?: boolean }) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const { text, value, onText, onBlur } = useWrittenField(path, {
    write: writeInteger,
    read: readInteger,
    empty: fallback,
  });
  const isEndless = hasNoLimit && typeof value === "number" && value < 0;
  const isDefault = fallback !== undefined && value === fallback;
  const more = isDefault ? <strong>{t("editor.isDefault", { value: fallback })}</strong> : null;
  const setEndless = (isOn: boolean) =>
    editor.act((draft) =>
      isOn ? withField(draft, path, -1) : withoutField(draft, path, editor.state.base.definition, [-1]),
    );
  return (
    <FieldFrame field={field} path={path} note={more ?? note}>
      {({ id, describedBy, isInvalid }) => (
        <div className={styles.row}>
          <TextInput
            id={id}
            className={styles.grow}
            aria-describedby={describedBy}
            aria-invalid={isInvalid}
            error={isInvalid}
            inputMode="numeric"
            autoComplete="off"
            disabled={isEndless}
            placeholder={fallback === undefined ? "" : t("editor.engineDefault", { value: fallback })}
            value={isEndless ? "" : text}
            onChange={(event) => onText(event.currentTarget.value)}
            onBlur={onBlur}
          />
          {hasNoLimit && (
            <Checkbox
              label={t("editor.noLimit")}
              checked={isEndless}
              onChange={(event) => setEndless(event.currentTarget.checked)}
            />
          )}
        </div>
      )}
    </FieldFrame>
  );
}

function writeInteger(value: Json | undefined): string {
  if (typeof value === "bigint" || typeof value === "number") return value === 0 ? "" : String(value);
  return "";
}

function readInteger(text: string): Json {
  const written = text.trim();
  if (!/^-?\d+$/.test(written)) return null;
  const number = Number(written);
  return Number.isSafeInteger(number) ? number : BigInt(written);
}

interface ChoiceProps extends FieldProps {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** What an absent field means; choosing it takes the field away. */
  readonly absent: string;
}

/** One of a few values. A value that is none of them is shown too, so that it is not lost. */
export function ChoiceField({ field, path, note, choices, absent }: ChoiceProps) {
  const editor = useEditorActs();
  const value = readText(useValueAt(path)) || absent;
  const known = choices.some((choice) => choice.value === value);
  const data = known ? [...choices] : [...choices, { value, label: value }];
  return (
    <FieldFrame field={field} path={path} note={note}>
      {({ id, describedBy, isInvalid }) => (
        <NativeSelect
          id={id}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          error={isInvalid}
          data={data}
          value={value}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            editor.act((draft) =>
              chosen === absent
                ? withoutField(draft, path, editor.state.base.definition, [absent])
                : withField(draft, path, chosen),
            );
          }}
        />
      )}
    </FieldFrame>
  );
}

interface SwitchProps extends FieldProps {
  readonly isDisabled?: boolean;
}

/** True, or away. */
export function SwitchField({ field, path, note, isDisabled = false }: SwitchProps) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const isOn = useValueAt(path) === true;
  return (
    <FieldFrame field={field} path={path} note={note} hasOwnLabel>
      {({ id, describedBy, isInvalid }) => (
        <Switch
          id={id}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          label={t(`editor.field.${field}.label`)}
          checked={isOn}
          disabled={isDisabled && !isOn}
          onChange={(event) => {
            const wanted = event.currentTarget.checked;
            editor.act((draft) =>
              wanted ? withField(draft, path, true) : withoutField(draft, path, editor.state.base.definition),
            );
          }}
        />
      )}
    </FieldFrame>
  );
}
