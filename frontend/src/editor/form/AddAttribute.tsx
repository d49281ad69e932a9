import { Autocomplete, Button, NativeSelect } from "@mantine/core";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import type { Role } from "../../model/step";
import { hasAttribute, pastedAttributes, withAttribute } from "../draft/attributes";
import { ATTRIBUTE_TYPES, ROLES } from "../draft/fields";
import { knownNames } from "../draft/nameCompletion";
import { definitionIn, useEditor, useEditorActs } from "../editorStore";
import { stepNames } from "./stepNames";
import styles from "./form.module.css";

/** The last row: what is typed here becomes a new attribute. Names of the catalog are offered with their type. */
export function AddAttribute() {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const catalog = useCatalog();
  const stepId = useEditor((state) => state.base.id ?? "");
  const definition = useEditor(definitionIn);
  const [role, setRole] = useState<Role>("required");
  const [name, setName] = useState("");
  const [type, setType] = useState("");
  const known = useMemo(() => (catalog ? knownNames(catalog, role, stepId) : []), [catalog, role, stepId]);
  const offered = known.filter((one) => !hasAttribute(definition, one.name));
  const wanted = name.trim();
  const isTaken = hasAttribute(definition, wanted);

  const add = (added: string, addedType: string) => {
    editor.act((draft) => withAttribute(draft, added, role, addedType));
    setName("");
    setType("");
  };
  const change = (text: string) => {
    setName(text);
    const found = known.find((one) => one.name === text);
    if (found) setType(found.type);
  };
  const paste = (text: string): boolean => {
    const pasted = pastedAttributes(text);
    if (!pasted) return false;
    editor.act((draft) => pasted.reduce((next, one) => withAttribute(next, one.name, role, one.type), draft));
    return true;
  };
  return (
    <>
      <div className={styles.row}>
        <NativeSelect
          aria-label={t("editor.attribute.addRole")}
          data={ROLES.map((value) => ({ value, label: t(`words.role.${value}`) }))}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
        />
        <Autocomplete
          className={styles.grow}
          aria-label={t("editor.attribute.addName")}
          placeholder={t("editor.attribute.name")}
          error={isTaken ? t("editor.own.nameTaken") : null}
          data={offered.map((one) => one.name)}
          limit={50}
          value={name}
          renderOption={({ option }) => {
            const found = known.find((one) => one.name === option.value);
            const steps = stepNames(found?.steps ?? [], catalog, t);
            return (
              <span>
                <code>{option.value}</code>{" "}
                <span className={styles.secondary}>
                  {found?.type || t("editor.noType")},{" "}
                  {t(role === "output" ? "editor.attribute.neededBy" : "editor.attribute.madeBy", { steps })}
                </span>
              </span>
            );
          }}
          onChange={change}
          onPaste={(event) => {
            if (paste(event.clipboardData.getData("text"))) event.preventDefault();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || wanted === "" || isTaken) return;
            event.preventDefault();
            add(wanted, type);
          }}
        />
        <NativeSelect
          aria-label={t("editor.attribute.addType")}
          data={[
            { value: "", label: t("editor.noType") },
            ...ATTRIBUTE_TYPES.map((value) => ({ value, label: value })),
          ]}
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<Plus size={16} aria-hidden />}
          aria-disabled={wanted === "" || isTaken}
          onClick={() => wanted !== "" && !isTaken && add(wanted, type)}
        >
          {t("editor.attribute.add")}
        </Button>
      </div>
      <p className={styles.help}>{t("editor.attribute.paste")}</p>
    </>
  );
}
