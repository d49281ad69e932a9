import { Autocomplete } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import { readObject, readText } from "../../model/event";
import { NO_EDGES } from "../../model/plan";
import type { AttributeRow } from "../draft/attributes";
import { withField, withoutField } from "../draft/draft";
import { COLLECTS, META_KEYS, settingsOf, type AttributeFieldKey, type Field } from "../draft/fields";
import { pathKey } from "../draft/paths";
import { useEditor, useEditorActs, useValueAt } from "../editorStore";
import { ScriptField } from "../script/ScriptField";
import { FieldFrame } from "./FieldFrame";
import { stepNames } from "./stepNames";
import { ChoiceField, DurationField, SwitchField, TextField } from "./TextFields";
import { TypedValueField } from "./TypedValueField";
import styles from "./attributes.module.css";

/** All settings that the attribute's role has, made from the table of fields. */
export function AttributeSettings({ row }: { readonly row: AttributeRow }) {
  const fields = settingsOf(row.role).filter(({ key }) => key !== "role" && key !== "attributeType");
  return (
    <div className={styles.openBody}>
      {fields.map((field) => (
        <Setting key={field.key} field={field} row={row} />
      ))}
    </div>
  );
}

function Setting({ field, row }: { readonly field: Field<AttributeFieldKey>; readonly row: AttributeRow }) {
  const { name, role, type, spec } = row;
  const path = ["attributes", name, ...field.path];
  switch (field.control) {
    case "choice":
      return <CollectField name={name} path={path} />;
    case "switch": {
      const mayFanOut = type === "" || type === "array" || type === "any";
      const isOn = readObject(spec[role])["for_each"] === true;
      return mayFanOut || isOn ? <SwitchField field={field.key} path={path} /> : null;
    }
    case "duration":
      return <DurationField field={field.key} path={path} />;
    case "typedValue":
      return (
        <TypedValueField field={field.key} path={path} type={type} isOptional={field.key === "default"} />
      );
    case "factName":
      return <FactField path={path} />;
    case "script":
      return (
        <ScriptField
          field={field.key}
          path={path}
          use={field.key === "match" ? "match" : role === "output" ? "output_mapping" : "mapping"}
          attribute={row}
        />
      );
    default:
      return <TextField field={field.key} path={path} />;
  }
}

/** Which of several values the input takes, and from which steps they would come now. */
function CollectField({ name, path }: { readonly name: string; readonly path: readonly string[] }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const stepId = useEditor((state) => state.base.id);
  const makers = (catalog?.attributes.get(name) ?? NO_EDGES).providers.filter((id) => id !== stepId);
  const note =
    makers.length === 0
      ? t("editor.collectNobody")
      : t("editor.collectSteps", { steps: stepNames(makers, catalog, t) });
  return (
    <ChoiceField
      field="collect"
      path={path}
      note={note}
      absent="first"
      choices={COLLECTS.map((value) => ({ value, label: `${value}: ${t(`editor.collectText.${value}`)}` }))}
    />
  );
}

/** One of the facts that the engine knows, or any other text. */
function FactField({ path }: { readonly path: readonly string[] }) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const value = readText(useValueAt(path));
  const known = META_KEYS.find((key) => key === value);
  return (
    <FieldFrame field="metaKey" path={path} note={known ? `${t(`editor.metaText.${known}`)}.` : null}>
      {({ id, describedBy, isInvalid }) => (
        <Autocomplete
          id={id}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          error={isInvalid}
          data={[...META_KEYS]}
          value={value}
          renderOption={({ option }) => (
            <span>
              <code>{option.value}</code> {t(`editor.metaText.${option.value as (typeof META_KEYS)[number]}`)}
            </span>
          )}
          onChange={(text) =>
            editor.act(
              (draft) =>
                text === ""
                  ? withoutField(draft, path, editor.state.base.definition)
                  : withField(draft, path, text),
              pathKey(path),
            )
          }
        />
      )}
    </FieldFrame>
  );
}
