import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Loading.module.css";

const NOTHING_MS = 200;
const STILL_MS = 5000;

interface Props {
  /** How many rows the real content would have. */
  readonly rows?: number;
  readonly awaited: "connection" | "server";
}

/** Placeholders: nothing for 200 ms, then rows in the shape of a table, and after 5 s what is awaited. */
export function Loading({ rows = 6, awaited }: Props) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<"nothing" | "placeholders" | "still">("nothing");
  useEffect(() => {
    const placeholders = setTimeout(() => setStage("placeholders"), NOTHING_MS);
    const still = setTimeout(() => setStage("still"), STILL_MS);
    return () => {
      clearTimeout(placeholders);
      clearTimeout(still);
    };
  }, []);
  if (stage === "nothing") return null;
  return (
    <div role="status" className={styles.loading}>
      <span className={stage === "still" ? undefined : styles.heard}>
        {stage === "still"
          ? t("words.stillLoading", { what: t(`words.waitsFor.${awaited}`) })
          : t("words.loading")}
      </span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} aria-hidden />
      ))}
    </div>
  );
}
