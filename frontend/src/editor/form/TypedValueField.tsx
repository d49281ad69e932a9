import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readText } from "../../model/event";
import { withField, withoutField, withText } from "../draft/draft";
import { pathKey } from "../draft/paths";
import { firstText, kindsFor, storedText, typedValue, type TypedValue } from "../draft/typedValue";
import { draftIn, useEditor, useEditorActs, useValueAt } from "../editorStore";
import { Code } from "../code/Code";
import { FieldFrame, type ControlIds } from "./FieldFrame";
import type { FieldProps } from "./TextFields";
import styles from "./form.module.css";

interface Props extends FieldProps {
  /** Declared type of the attribute; empty for none. */
  readonly type: string;
  /** Whether there may be no value at all, as for a default. */
  readonly isOptional: boolean;
}

/** A default or a constant as what it is: text, number, truth, or JSON. The definition gets its JSON text. */
export function TypedValueField({ field, path, type, isOptional }: Props) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const stored = readText(useValueAt(path));
  const kept = useEditor((state) => draftIn(state).texts.get(pathKey(path)));
  // A text that cannot be read is JSON in the making.
  const shown: TypedValue = kept === undefined ? typedValue(stored, type) : { kind: "json", text: kept };
  // JSON is shown as it was typed for as long as it means what is stored.
  const [typed, setTyped] = useState<string | null>(null);
  const put = (value: TypedValue, place = pathKey(path)) => {
    setTyped(value.kind === "json" ? value.text : null);
    editor.act((draft) => {
      const text = storedText(value, type);
      if (text === null) return withText(draft, path, value.text);
      return text === ""
        ? withoutField(draft, path, editor.state.base.definition)
        : withField(draft, path, text);
    }, place);
  };
  const kinds = kindsFor(type);
  const isNothing = shown.kind === "none";
  const choices = [
    ...(isOptional || isNothing ? [{ value: "none", label: t("editor.value.none") }] : []),
    ...kinds.map((kind) => ({
      value: kind,
      label: kind === "json" && type !== "" && type !== "any" ? type : t(`editor.value.${kind}`),
    })),
    // A stored value that does not fit its type is shown as the JSON that it is.
    ...(!isNothing && !kinds.includes(shown.kind)
      ? [{ value: shown.kind, label: t("editor.value.json") }]
      : []),
  ];
  const choose = (kind: string) => {
    if (kind === "none") put({ kind: "none", text: "" }, "");
    else if (kind === "text") put({ kind: "text", text: shown.kind === "json" ? shown.text : "" }, "");
    else
      put({ kind: "json", text: shown.kind === "text" ? JSON.stringify(shown.text) : firstText(type) }, "");
  };
  return (
    <FieldFrame field={field} path={path} isGroup>
      {(ids) => (
        <div className={styles.list}>
          {choices.length > 1 && (
            <NativeSelect
              aria-label={t("editor.value.kind")}
              data={choices}
              value={shown.kind}
              onChange={(event) => choose(event.currentTarget.value)}
            />
          )}
          <ValueControl
            type={type}
            value={
              typed !== null &&
              shown.kind === "json" &&
              storedText({ kind: "json", text: typed }, type) === stored
                ? { ...shown, text: typed }
                : shown
            }
            ids={ids}
            label={t(`editor.field.${field}.label`)}
            onValue={put}
          />
        </div>
      )}
    </FieldFrame>
  );
}

interface ControlProps {
  readonly type: string;
  readonly value: TypedValue;
  readonly ids: ControlIds;
  readonly label: string;
  readonly onValue: (value: TypedValue) => void;
}

function ValueControl({ type, value, ids, label, onValue }: ControlProps) {
  const { kind, text } = value;
  const described = {
    "aria-label": label,
    "aria-describedby": ids.describedBy,
    "aria-invalid": ids.isInvalid,
  };
  if (kind === "none") return null;
  if (kind === "text") {
    return (
      <Textarea
        {...described}
        autosize
        minRows={1}
        maxRows={8}
        value={text}
        onChange={(event) => onValue({ kind: "text", text: event.currentTarget.value })}
      />
    );
  }
  if (type === "boolean" && (text === "true" || text === "false")) {
    return (
      <NativeSelect
        {...described}
        data={["true", "false"]}
        value={text}
        onChange={(event) => onValue({ kind: "json", text: event.currentTarget.value })}
      />
    );
  }
  if (type === "null" && text === "null") return null;
  if (type === "number") {
    return (
      <TextInput
        {...described}
        error={ids.isInvalid}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={(event) => onValue({ kind: "json", text: event.currentTarget.value })}
      />
    );
  }
  return (
    <Code
      value={text}
      language="json"
      label={label}
      describedBy={ids.describedBy}
      isSmall
      onChange={(changed) => onValue({ kind: "json", text: changed })}
    />
  );
}
