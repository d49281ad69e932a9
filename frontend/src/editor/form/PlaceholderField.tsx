import { ActionIcon, Menu, TextInput } from "@mantine/core";
import { Braces } from "lucide-react";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { readText } from "../../model/event";
import { attributeRows, innerName } from "../draft/attributes";
import { withField, withoutField } from "../draft/draft";
import { pathKey } from "../draft/paths";
import { placeholders } from "../draft/requestPreview";
import { useEditorActs, useValueAt } from "../editorStore";
import { FieldFrame } from "./FieldFrame";
import type { FieldProps } from "./TextFields";
import styles from "./form.module.css";

interface Props extends FieldProps {
  /** Roles of the attributes that may stand in braces. */
  readonly roles: readonly string[];
  readonly isDisabled?: boolean;
}

/** An URL with `{name}` in it: a menu inserts the names that are allowed, and those that are not are marked. */
export function PlaceholderField({ field, path, note, roles, isDisabled = false }: Props) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const input = useRef<HTMLInputElement>(null);
  const value = readText(useValueAt(path));
  const attributes = useValueAt(["attributes"]);
  const known = useMemo(
    () =>
      attributeRows({ attributes: attributes ?? null })
        .filter(({ role }) => roles.includes(role))
        .map(innerName),
    [attributes, roles],
  );
  const used = placeholders(value);
  const change = (text: string) =>
    editor.act(
      (draft) =>
        text === "" ? withoutField(draft, path, editor.state.base.definition) : withField(draft, path, text),
      pathKey(path),
    );
  const insert = (name: string) => {
    const at = input.current?.selectionStart ?? value.length;
    change(`${value.slice(0, at)}{${name}}${value.slice(input.current?.selectionEnd ?? at)}`);
  };
  return (
    <FieldFrame field={field} path={path} note={note}>
      {({ id, describedBy, isInvalid }) => (
        <>
          <TextInput
            ref={input}
            id={id}
            aria-describedby={describedBy}
            aria-invalid={isInvalid}
            error={isInvalid}
            disabled={isDisabled}
            spellCheck={false}
            autoComplete="off"
            inputMode="url"
            value={value}
            onChange={(event) => change(event.currentTarget.value)}
            rightSection={
              <Menu position="bottom-end" returnFocus>
                <Menu.Target>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("editor.insert")}
                    disabled={isDisabled}
                  >
                    <Braces size={16} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  {known.length === 0 && <Menu.Label>{t("editor.noInputs")}</Menu.Label>}
                  {known.map((name) => (
                    <Menu.Item key={name} onClick={() => insert(name)}>
                      <code>{`{${name}}`}</code>
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            }
          />
          {used.length > 0 && (
            <span className={`${styles.chips} ${styles.small}`}>
              <span className={styles.secondary}>{t("editor.placeholders")}:</span>
              {used.map((name) => (
                <span key={name} className={styles.chip} data-unknown={!known.includes(name)}>
                  <code>{name}</code>
                  {!known.includes(name) && ` – ${t("editor.unknownPlaceholder")}`}
                </span>
              ))}
            </span>
          )}
        </>
      )}
    </FieldFrame>
  );
}
