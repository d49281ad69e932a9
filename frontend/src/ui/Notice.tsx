import type { ReactNode } from "react";
import styles from "./Notice.module.css";

interface Props {
  readonly title: string;
  readonly children?: ReactNode;
  /** `problem` is read out at once; `quiet` is part of the page. */
  readonly tone?: "quiet" | "problem";
}

/** Says in place of content why there is none, and what can be done. */
export function Notice({ title, children, tone = "quiet" }: Props) {
  return (
    <section className={styles.notice} data-tone={tone} role={tone === "problem" ? "alert" : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
