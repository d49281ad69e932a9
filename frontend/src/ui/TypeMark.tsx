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
