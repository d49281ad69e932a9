import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { chipsOf, cleared, withoutChip } from "../../model/flowFilter";
import { chipText } from "./chipText";
import styles from "./FilterBar.module.css";
import { useFilter } from "./useFilter";

/** Every condition of the filter; pressing one takes it away. */
export function FilterChips() {
  const { t, i18n } = useTranslation();
  const [filter, setFilter] = useFilter();
  const chips = chipsOf(filter);
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t("flows.chips")}>
      {chips.map((chip) => {
        const text = chipText(chip, t, i18n.language);
        return (
          <li key={`${chip.name} ${chip.value}`}>
            <button
              type="button"
              className={styles.chip}
              aria-label={t("flows.removeFilter", { filter: text })}
              onClick={() => setFilter(withoutChip(filter, chip))}
            >
              <span>{text}</span>
              <X size={14} aria-hidden />
            </button>
          </li>
        );
      })}
      <li>
        <button type="button" className={styles.clear} onClick={() => setFilter(cleared(filter))}>
          {t("flows.clear")}
        </button>
      </li>
    </ul>
  );
}
