import { markedParts } from "../../model/stepSearch";
import styles from "./Catalog.module.css";

/** A text with what the search found in it marked. */
export function Marked({ text, words }: { readonly text: string; readonly words: readonly string[] }) {
  const parts = markedParts(text, words);
  return parts.map((part, place) =>
    part.isMarked ? (
      <mark key={place} className={styles.found}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
