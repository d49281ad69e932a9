import { useTranslation } from "react-i18next";
import type { ErrorGroup } from "../../../model/itemView";
import { formatNumber } from "../../../ui/format";
import styles from "./items.module.css";

const MOST_SHOWN = 8;

interface Props {
  readonly groups: readonly ErrorGroup[];
  readonly chosen: string | undefined;
  readonly onChoose: (kind: string | undefined) => void;
}

/** Errors of the items, those of one kind together; a group filters the table. */
export function ErrorGroups({ groups, chosen, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  if (groups.length === 0 || (groups.length === 1 && groups[0]?.count === 1 && chosen === undefined))
    return null;
  return (
    <ul className={styles.groups} aria-label={t("flow.item.groups")}>
      {groups.slice(0, MOST_SHOWN).map(({ kind, example, count }) => (
        <li key={kind}>
          <button
            type="button"
            className={styles.group}
            aria-pressed={kind === chosen}
            onClick={() => onChoose(kind === chosen ? undefined : kind)}
          >
            <span className={styles.count}>{formatNumber(count, i18n.language)} ×</span>
            <span>{count === 1 ? example : kind.replaceAll("#", "…")}</span>
          </button>
        </li>
      ))}
      {groups.length > MOST_SHOWN && (
        <li>{t("flow.item.moreGroups", { count: groups.length - MOST_SHOWN })}</li>
      )}
    </ul>
  );
}
