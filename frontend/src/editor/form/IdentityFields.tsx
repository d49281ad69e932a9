import { TextInput, Button, Autocomplete, ActionIcon } from "@mantine/core";
import { Braces, Globe, Plus, Reply, SquareSquare, X, type LucideIcon } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import { readObject, readText } from "../../model/event";
import { compareText, type StepType } from "../../model/step";
import { withField, withoutField, withType } from "../draft/draft";
import { STEP_TYPES } from "../draft/fields";
import { freeId, normaliseId } from "../draft/ids";
import { pathKey, withoutValue } from "../draft/paths";
import { definitionIn, useEditor, useEditorActs, useValueAt } from "../editorStore";
import { FieldFrame } from "./FieldFrame";
import styles from "./form.module.css";

/** The id of a new step, with its stored form and whether that is free; of a stored one only shown. */
export function IdField() {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const catalog = useCatalog();
  const isStored = useEditor((state) => state.base.id !== null);
  const value = readText(useValueAt(["id"]));
  const normalised = normaliseId(value);
  const isTaken = catalog?.steps.has(normalised) === true;
  const form = normalised !== value ? ` ${t("editor.idForm", { id: normalised })}.` : "";
  const state =
    normalised === "" ? t("editor.idEmpty") : `${t(isTaken ? "editor.idUsed" : "editor.idFree")}.${form}`;
  return (
    <FieldFrame
      field="id"
      path={["id"]}
      note={isStored ? null : <strong>{value === "" ? "" : state}</strong>}
    >
      {({ id, describedBy, isInvalid }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          aria-invalid={isInvalid || (!isStored && isTaken)}
          error={isInvalid || (!isStored && isTaken)}
          readOnly={isStored}
          variant={isStored ? "filled" : "default"}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => {
            const text = event.currentTarget.value;
            editor.act((draft) => withField(draft, ["id"], text), pathKey(["id"]));
          }}
        />
      )}
    </FieldFrame>
  );
}

/** The name; it suggests an id for a new step for as long as nobody has typed one. */
export function NameField() {
  const editor = useEditorActs();
  const catalog = useCatalog();
  const value = readText(useValueAt(["name"]));
  const suggested = (name: string) => freeId(normaliseId(name), (id) => catalog?.steps.has(id) === true);
  const change = (name: string) =>
    editor.act(
      (draft) => {
        const { base } = editor.state;
        const named =
          name === "" ? withoutField(draft, ["name"], base.definition) : withField(draft, ["name"], name);
        const id = readText(draft.definition["id"]);
        const isUntouched = base.id === null && (id === "" || id === suggested(value));
        return isUntouched ? withField(named, ["id"], suggested(name)) : named;
      },
      pathKey(["name"]),
    );
  return (
    <FieldFrame field="name" path={["name"]}>
      {({ id, describedBy, isInvalid }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          error={isInvalid}
          required
          autoComplete="off"
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

const ICONS: Readonly<Record<StepType, LucideIcon>> = {
  sync: Globe,
  async: Reply,
  script: Braces,
  flow: SquareSquare,
};

/** Four cards; what the other type had comes back with it until the step is saved. */
export function TypeField() {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const value = readText(useValueAt(["type"]));
  return (
    <FieldFrame field="type" path={["type"]} isGroup>
      {({ id, describedBy }) => (
        <div
          className={styles.cards}
          aria-describedby={describedBy}
          role="radiogroup"
          aria-labelledby={`${id}-label`}
        >
          {STEP_TYPES.map((type) => {
            const Icon = ICONS[type];
            return (
              <label key={type} className={styles.card}>
                <span className={styles.row}>
                  <input
                    type="radio"
                    name={`${id}-type`}
                    value={type}
                    checked={value === type}
                    onChange={() => editor.act((draft) => withType(draft, type))}
                  />
                  <Icon size={16} aria-hidden />
                  <strong>{t(`words.type.${type}`)}</strong>
                </span>
                <span className={styles.help}>{t(`editor.typeText.${type}`)}</span>
              </label>
            );
          })}
        </div>
      )}
    </FieldFrame>
  );
}

/** Pairs of key and value, with those in use offered. */
export function LabelsField() {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const labels = readObject(useValueAt(["labels"]));
  const inUse = useLabelsInUse();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const set = (name: string, text: string) =>
    editor.act((draft) => withField(draft, ["labels", name], text), pathKey(["labels", name]));
  const remove = (name: string) =>
    editor.act((draft) => {
      const definition = withoutValue(draft.definition, ["labels", name]);
      const isEmpty = Object.keys(readObject(definition["labels"])).length === 0;
      const wasThere = editor.state.base.definition["labels"] !== undefined;
      const rest = isEmpty && !wasThere ? withoutValue(definition, ["labels"]) : definition;
      return { ...draft, definition: rest, json: null };
    });
  const add = () => {
    if (key.trim() === "") return;
    set(key.trim(), value);
    setKey("");
    setValue("");
  };
  return (
    <FieldFrame field="labels" path={["labels"]} isGroup>
      {({ describedBy }) => (
        <div className={styles.list} aria-describedby={describedBy}>
          {Object.entries(labels).map(([name, text]) => (
            <div key={name} className={styles.row}>
              <code className={styles.grow}>{name}</code>
              <Autocomplete
                className={styles.grow}
                aria-label={`${t("editor.labelValue")}: ${name}`}
                data={[...(inUse.get(name) ?? [])]}
                value={readText(text)}
                onChange={(changed) => set(name, changed)}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("editor.removeLabel", { key: name })}
                onClick={() => remove(name)}
              >
                <X size={16} aria-hidden />
              </ActionIcon>
            </div>
          ))}
          <div className={styles.row}>
            <Autocomplete
              className={styles.grow}
              aria-label={t("editor.labelKey")}
              placeholder={t("editor.labelKey")}
              data={[...inUse.keys()].filter((name) => !Object.hasOwn(labels, name))}
              value={key}
              onChange={setKey}
            />
            <Autocomplete
              className={styles.grow}
              aria-label={t("editor.labelValue")}
              placeholder={t("editor.labelValue")}
              data={[...(inUse.get(key) ?? [])]}
              value={value}
              onChange={setValue}
              onKeyDown={(event) => event.key === "Enter" && add()}
            />
            <Button
              variant="default"
              leftSection={<Plus size={16} aria-hidden />}
              aria-disabled={key.trim() === ""}
              onClick={add}
            >
              {t("editor.addLabel")}
            </Button>
          </div>
        </div>
      )}
    </FieldFrame>
  );
}

/** Values by key, of all steps. */
function useLabelsInUse(): ReadonlyMap<string, readonly string[]> {
  const catalog = useCatalog();
  return useMemo(() => {
    const found = new Map<string, Set<string>>();
    for (const { labels } of catalog?.steps.values() ?? []) {
      for (const [key, value] of Object.entries(labels))
        found.set(key, (found.get(key) ?? new Set()).add(value));
    }
    return new Map([...found].map(([key, values]) => [key, [...values].sort(compareText)] as const));
  }, [catalog]);
}

/** The type of the step that is being edited. */
export function useStepType(): string {
  return useEditor((state) => readText(definitionIn(state)["type"]));
}
