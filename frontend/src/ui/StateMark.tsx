import {
  Circle,
  CircleCheck,
  CircleQuestionMark,
  CircleSlash,
  Hourglass,
  LoaderCircle,
  OctagonX,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Look } from "../model/look";
import styles from "./StateMark.module.css";

const ICONS: Readonly<Record<Look, readonly [icon: LucideIcon, colour: string]>> = {
  pending: [Circle, "pending"],
  running: [LoaderCircle, "running"],
  waiting: [Hourglass, "waiting"],
  done: [CircleCheck, "done"],
  healthy: [CircleCheck, "done"],
  failed: [OctagonX, "failed"],
  unhealthy: [OctagonX, "failed"],
  skipped: [CircleSlash, "skipped"],
  notRun: [CircleSlash, "skipped"],
  undoing: [Undo2, "undoing"],
  undone: [Undo2, "undoing"],
  unknown: [CircleQuestionMark, "unknown"],
};

interface Props {
  readonly look: Look;
  /** A word beside the state's own, such as "settling". */
  readonly note?: string | undefined;
}

/** The icon of a state alone; `title` says it in a word. The colour is that of the text around it. */
export function StateIcon({ look, title }: { readonly look: Look; readonly title: string }) {
  const [Icon] = ICONS[look];
  return (
    <Icon size={16} aria-label={title} className={look === "running" ? styles.turning : undefined}>
      <title>{title}</title>
    </Icon>
  );
}

/** A state as colour, icon and word. */
export function StateMark({ look, note }: Props) {
  const { t } = useTranslation();
  const [Icon, colour] = ICONS[look];
  return (
    <span className={styles.mark} data-colour={colour}>
      <Icon size={16} aria-hidden className={look === "running" ? styles.turning : undefined} />
      <span>{t(`words.look.${look}`)}</span>
      {note && <span className={styles.note}>{note}</span>}
    </span>
  );
}
