import { Braces, Globe, Reply, SquareSquare, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { StepType } from "../model/step";
import styles from "./TypeMark.module.css";

const ICONS: Readonly<Record<StepType, LucideIcon>> = {
  sync: Globe,
  async: Reply,
  script: Braces,
  flow: SquareSquare,
};

/** The icon of a type alone; `title` says it in a word. */
export function TypeIcon({ type, title }: { readonly type: StepType; readonly title: string }) {
  const Icon = ICONS[type];
  return (
    <Icon size={16} aria-label={title}>
      <title>{title}</title>
    </Icon>
  );
}

/** The type of a step as icon and word. */
export function TypeMark({ type }: { readonly type: StepType }) {
  const { t } = useTranslation();
  const Icon = ICONS[type];
  return (
    <span className={styles.mark}>
      <Icon size={16} aria-hidden />
      {t(`words.type.${type}`)}
    </span>
  );
}
