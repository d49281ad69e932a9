import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isJsonList, isJsonObject, type Json } from "../model/json";
import { largeValue, shortValue } from "../model/shortValue";
import { formatBytes, formatNumber } from "./format";
import styles from "./JsonTree.module.css";

/** Members that are drawn at once; the rest follows on demand, so that a big value does not freeze the page. */
const STEP = 100;

interface Props {
  readonly value: Json;
  /** Levels that are open at first. */
  readonly open?: number;
}

/** A JSON value as a tree that folds. Numbers are exact, texts are whole. */
export function JsonTree({ value, open = 1 }: Props) {
  return (
    <div className={styles.tree}>
      <Node value={value} open={open} />
    </div>
  );
}

function Node({ name, value, open }: Props & { readonly name?: string; readonly open: number }) {
  const { i18n, t } = useTranslation();
  const label = name === undefined ? null : <span className={styles.name}>{name}: </span>;
  const large = largeValue(value);
  if (large) {
    const size = formatBytes(large.size_bytes, i18n.language);
    return (
      <div className={styles.leaf}>
        {label}
        <em>{t("words.value.large", { type: large.type, size })}</em>
      </div>
    );
  }
  if (isJsonList(value) || isJsonObject(value)) return <Branch name={name} value={value} open={open} />;
  return (
    <div className={styles.leaf}>
      {label}
      {typeof value === "string" ? (
        <span className={styles.text}>{JSON.stringify(value)}</span>
      ) : (
        <span className={styles.atom}>{shortValue(value)}</span>
      )}
    </div>
  );
}

interface BranchProps {
  readonly name: string | undefined;
  readonly value: readonly Json[] | Readonly<Record<string, Json>>;
  readonly open: number;
}

function Branch({ name, value, open }: BranchProps) {
  const { t, i18n } = useTranslation();
  const [isOpen, setOpen] = useState(open > 0);
  const [shown, setShown] = useState(STEP);
  const entries = Object.entries(value);
  const left = entries.length - shown;
  const [begin, end] = isJsonList(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div className={styles.leaf}>
        {name !== undefined && <span className={styles.name}>{name}: </span>}
        {begin + end}
      </div>
    );
  }
  return (
    <div>
      <button type="button" className={styles.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden>{isOpen ? "▾" : "▸"}</span>
        {name !== undefined && <span className={styles.name}>{name}: </span>}
        {begin}
        {!isOpen && formatNumber(entries.length, i18n.language) + end}
      </button>
      {isOpen && (
        <div className={styles.members}>
          {entries.slice(0, shown).map(([key, member]) => (
            <Node key={key} name={key} value={member} open={open - 1} />
          ))}
          {left > 0 && (
            <button type="button" className={styles.more} onClick={() => setShown(shown + STEP)}>
              {t("words.value.more", { count: Math.min(left, STEP) })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
