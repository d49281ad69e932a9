import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { RoleMark } from "../../ui/RoleMark";
import { attributeRows } from "../draft/attributes";
import { ROLES } from "../draft/fields";
import { useValueAt } from "../editorStore";
import { AddAttribute } from "./AddAttribute";
import { AttributeRow } from "./AttributeRow";
import styles from "./attributes.module.css";
import formStyles from "./form.module.css";

/** What the step needs and makes: one row per attribute, by role and name. A row opens to all its settings. */
export function AttributesSection() {
  const { t } = useTranslation();
  const attributes = useValueAt(["attributes"]);
  const rows = useMemo(() => attributeRows({ attributes: attributes ?? null }), [attributes]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const setRow = (name: string, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(name);
    else next.delete(name);
    setOpen(next);
  };
  const known: readonly string[] = ROLES;
  const groups = [...ROLES, ...new Set(rows.map(({ role }) => role).filter((role) => !known.includes(role)))];
  return (
    <>
      {rows.length === 0 && <p className={formStyles.secondary}>{t("editor.attribute.none")}</p>}
      <table className={styles.table}>
        <thead>
          <tr className={styles.head}>
            <th scope="col" className={styles.name}>
              {t("editor.attribute.name")}
            </th>
            <th scope="col" className={styles.type}>
              {t("editor.attribute.type")}
            </th>
            <th scope="col">{t("editor.attribute.settings")}</th>
            <td className={styles.actions} />
          </tr>
        </thead>
        {groups.map((role) => {
          const ofRole = rows.filter((row) => row.role === role);
          if (ofRole.length === 0) return null;
          return (
            <tbody key={role}>
              <tr className={styles.group}>
                <th scope="rowgroup" colSpan={4}>
                  {isRole(role) ? (
                    <span className={styles.groupHead}>
                      <RoleMark role={role} />
                      <span className={styles.groupText}>{t(`editor.roleText.${role}`)}</span>
                    </span>
                  ) : (
                    role
                  )}
                </th>
              </tr>
              {ofRole.map((row) => (
                <AttributeRow
                  key={row.name}
                  row={row}
                  isOpen={open.has(row.name)}
                  onOpen={(isOpen) => setRow(row.name, isOpen)}
                />
              ))}
            </tbody>
          );
        })}
        <tbody>
          <tr>
            <td colSpan={4} className={styles.addRow}>
              <AddAttribute />
            </td>
          </tr>
        </tbody>
      </table>
    </>
  );
}

function isRole(role: string): role is (typeof ROLES)[number] {
  return (ROLES as readonly string[]).includes(role);
}
