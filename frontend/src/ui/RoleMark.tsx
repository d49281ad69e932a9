import { Lock, LogIn, LogOut, Tag, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Role } from "../model/step";
import styles from "./TypeMark.module.css";

const ICONS: Readonly<Record<Role, LucideIcon>> = {
  required: LogIn,
  optional: LogIn,
  const: Lock,
  meta: Tag,
  output: LogOut,
};

/** The role of an attribute as icon and word. */
export function RoleMark({ role }: { readonly role: Role }) {
  const { t } = useTranslation();
  const Icon = ICONS[role];
  return (
    <span className={styles.mark}>
      <Icon size={16} aria-hidden />
      {role === "optional" && <span aria-hidden>?</span>}
      {t(`words.role.${role}`)}
    </span>
  );
}
