import { ActionIcon, Button, Menu, NativeSelect, TextInput } from "@mantine/core";
import { ChevronDown, ChevronRight, Copy, EllipsisVertical, MoveVertical, Trash2 } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import type { Role } from "../../model/step";
import {
  withAttributeName,
  withDuplicate,
  withoutAttribute,
  withRole,
  hasAttribute,
  type AttributeRow as Row,
} from "../draft/attributes";
import { withField, withoutField, withText, type Draft } from "../draft/draft";
import { ATTRIBUTE_TYPES, ROLES } from "../draft/fields";
import { otherType } from "../draft/nameCompletion";
import { pathKey, startsWith } from "../draft/paths";
import { fieldPathOf } from "../draft/problems";
import { draftIn, problemsIn, useEditor, useEditorActs } from "../editorStore";
import { AttributeSettings } from "./AttributeSettings";
import { AttributeSummary } from "./AttributeSummary";
import { ProblemLines } from "./ProblemLines";
import { stepNames } from "./stepNames";
import styles from "./attributes.module.css";

interface Props {
  readonly row: Row;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

/** One attribute: name, type, what its role needs in short; opened, all its settings. */
export function AttributeRow({ row, isOpen, onOpen }: Props) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const { name, role, type } = row;
  const path = ["attributes", name];
  const problems = useRowProblems(name, type, isOpen);
  const shown = useEditor((state) => state.shown);
  const seen = useRef(shown?.count);
  const settingsId = useId();
  useEffect(() => {
    if (shown === null || seen.current === shown.count) return;
    seen.current = shown.count;
    if (shown.path.length > 3 && startsWith(shown.path, ["attributes", name])) onOpen(true);
  }, [shown, name, onOpen]);

  const onKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const place = (ROLES as readonly string[]).indexOf(role) + (event.key === "ArrowDown" ? 1 : -1);
    const next = ROLES[place];
    if (next) editor.act((draft) => withRole(draft, name, next));
  };
  return (
    <>
      <tr onKeyDown={onKey} data-path={pathKey(path)}>
        <td className={styles.name}>
          <NameInput name={name} />
        </td>
        <td className={styles.type} data-path={pathKey([...path, "type"])}>
          <NativeSelect
            aria-label={t("editor.attribute.typeOf", { name })}
            data={typeChoices(type, t("editor.noType"))}
            value={type}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              editor.act((draft) =>
                chosen === ""
                  ? withoutField(draft, [...path, "type"], editor.state.base.definition)
                  : withField(draft, [...path, "type"], chosen),
              );
            }}
          />
        </td>
        <td className={styles.settings}>
          <AttributeSummary row={row} />
        </td>
        <td className={styles.actions}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("editor.attribute.open", { name })}
            aria-expanded={isOpen}
            aria-controls={settingsId}
            onClick={() => onOpen(!isOpen)}
          >
            {isOpen ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
          </ActionIcon>
          <RowMenu name={name} role={role} />
        </td>
      </tr>
      <OtherType name={name} type={type} />
      {problems.length > 0 && (
        <tr className={styles.problems}>
          <td colSpan={4}>
            <ProblemLines problems={problems} />
          </td>
        </tr>
      )}
      {isOpen && (
        <tr className={styles.open} id={settingsId}>
          <td colSpan={4}>
            <AttributeSettings row={row} />
          </td>
        </tr>
      )}
    </>
  );
}

/** The name while it is typed; it takes effect when the field is left, because the rows stand in order of names. */
function NameInput({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const path = ["attributes", name, "@name"];
  const kept = useEditor((state) => draftIn(state).texts.get(pathKey(path)));
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? kept ?? name;
  const settle = () => {
    setTyped(null);
    if (typed === null) return;
    editor.act((draft) => renamed(draft, name, typed.trim()));
  };
  return (
    <TextInput
      className={styles.code}
      aria-label={t("editor.attribute.nameOf", { name })}
      aria-invalid={kept !== undefined}
      error={kept !== undefined}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(event) => event.key === "Enter" && settle()}
    />
  );
}

function renamed(draft: Draft, name: string, wanted: string): Draft {
  const path = ["attributes", name, "@name"];
  if (wanted !== name && (wanted === "" || hasAttribute(draft.definition, wanted)))
    return withText(draft, path, wanted);
  const texts = new Map([...draft.texts].filter(([key]) => key !== pathKey(path)));
  return withAttributeName({ ...draft, texts }, name, wanted);
}

function RowMenu({ name, role }: { readonly name: string; readonly role: string }) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const roles: readonly Role[] = ROLES.filter((other) => other !== role);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("editor.attribute.actions", { name })}>
          <EllipsisVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Copy size={14} aria-hidden />}
          onClick={() => editor.act((draft) => withDuplicate(draft, name))}
        >
          {t("editor.attribute.duplicate")}
        </Menu.Item>
        {roles.map((other) => (
          <Menu.Item
            key={other}
            leftSection={<MoveVertical size={14} aria-hidden />}
            onClick={() => editor.act((draft) => withRole(draft, name, other))}
          >
            {t("editor.attribute.moveTo", { role: t(`words.role.${other}`) })}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={() => editor.act((draft) => withoutAttribute(draft, name))}
        >
          {t("editor.attribute.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says at once that other steps have the attribute with another type, and offers it. */
function OtherType({ name, type }: { readonly name: string; readonly type: string }) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const catalog = useCatalog();
  const stepId = useEditor((state) => state.base.id ?? "");
  const other = catalog && otherType(catalog, name, type, stepId);
  if (!other) return null;
  const word = other.type || t("editor.noType");
  const path = ["attributes", name, "type"];
  return (
    <tr className={styles.problems}>
      <td colSpan={4}>
        <span className={styles.mark}>
          {t("editor.attribute.otherType", { steps: stepNames(other.steps, catalog, t), type: word })}
          <Button
            variant="default"
            size="compact-xs"
            onClick={() =>
              editor.act((draft) =>
                other.type === ""
                  ? withoutField(draft, path, editor.state.base.definition)
                  : withField(draft, path, other.type),
              )
            }
          >
            {t("editor.attribute.takeType", { type: word })}
          </Button>
        </span>
      </td>
    </tr>
  );
}

function typeChoices(type: string, none: string): { value: string; label: string }[] {
  const known: readonly string[] = ATTRIBUTE_TYPES;
  const types = type === "" || known.includes(type) ? known : [...known, type];
  return [{ value: "", label: none }, ...types.map((value) => ({ value, label: value }))];
}

/** What is wrong with the attribute, unless it stands at a setting that is open. */
function useRowProblems(name: string, type: string, isOpen: boolean) {
  const problems = useEditor(problemsIn);
  const catalog = useCatalog();
  const stepId = useEditor((state) => state.base.id ?? "");
  const isTypeSaid = catalog !== null && otherType(catalog, name, type, stepId) !== null;
  return problems.filter((problem) => {
    const { path } = problem;
    if (!startsWith(path, ["attributes", name])) return false;
    if (isTypeSaid && path.length === 3 && path[2] === "type") return false;
    return !(isOpen && (fieldPathOf(problem)?.length ?? 0) > 3);
  });
}
