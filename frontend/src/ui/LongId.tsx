import { VisuallyHidden } from "@mantine/core";
import styles from "./LongId.module.css";

/** So many characters of the end always stay visible. */
const TAIL = 10;

/** An id in one line: where it does not fit it is cut in the middle, and the whole is its title and its text. */
export function LongId({ id }: { readonly id: string }) {
  const head = id.slice(0, Math.max(0, id.length - TAIL));
  return (
    <span className={styles.id} title={id}>
      {/* The parts lie side by side, so a reader would hear two words. */}
      <VisuallyHidden component="span" className={styles.whole}>
        {id}
      </VisuallyHidden>
      <span className={styles.head} aria-hidden>
        {head}
      </span>
      <span className={styles.tail} aria-hidden>
        {id.slice(head.length)}
      </span>
    </span>
  );
}
