import type { ReactNode } from "react";
import styles from "./table.module.css";

interface Props {
  readonly label: string;
  readonly children: ReactNode;
}

/** A table that scrolls sideways in its own box, reachable by the keyboard. */
export function TableRegion({ label, children }: Props) {
  return (
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
