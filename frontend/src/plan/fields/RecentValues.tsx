import { useTranslation } from "react-i18next";
import { useSamples } from "../../data/catalogUse";
import { stringifyJson, type Json } from "../../model/json";
import { shortValue } from "../../model/shortValue";
import styles from "../plan.module.css";

const MOST = 5;

interface Props {
  readonly name: string;
  readonly onPick: (value: Json) => void;
}

/** The last different values of an attribute, to be taken with one click. Nothing when there are none. */
export function RecentValues({ name, onPick }: Props) {
  const { t } = useTranslation();
  const samples = useSamples(name, MOST);
  if (!samples.data || samples.data.length === 0) return null;
  return (
    <div className={styles.recent}>
      <span id={`recent-${name}`}>{t("plan.field.recent")}</span>
      <ul aria-labelledby={`recent-${name}`}>
        {samples.data.map(({ value }) => (
          <li key={stringifyJson(value)}>
            <button
              type="button"
              className={styles.textButton}
              title={title(value)}
              onClick={() => onPick(value)}
            >
              <code>{shortValue(value)}</code>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const LONGEST = 400;

function title(value: Json): string {
  const text = stringifyJson(value, 2);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
