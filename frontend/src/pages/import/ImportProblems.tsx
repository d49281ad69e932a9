import { useTranslation } from "react-i18next";
import type { Problem } from "../../model/problem";
import styles from "./import.module.css";

const MOST = 200;

interface Props {
  readonly problems: readonly Problem[];
  readonly leftOut: ReadonlySet<string>;
  /** Leaves a step out; null where the steps of the document are not known. */
  readonly onLeaveOut: ((stepId: string) => void) | null;
}

/** What is wrong in the document: step, field, line, and what was expected. */
export function ImportProblems({ problems, leftOut, onLeaveOut }: Props) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  const hasError = problems.some(({ severity }) => severity === "error");
  return (
    <section className={styles.problems} role={hasError ? "alert" : undefined}>
      <h2>{t("transfer.import.problems", { count: problems.length })}</h2>
      <ul>
        {problems.slice(0, MOST).map((problem, place) => {
          const [stepId, ...field] = problem.path;
          const id = String(stepId ?? "");
          return (
            <li key={place} data-severity={problem.severity}>
              <span className={styles.where}>
                {id !== "" && <code>{[id, ...field].join(" › ")}</code>}
                {problem.line > 0 && <span>{t("transfer.import.line", { line: problem.line })}</span>}
                {onLeaveOut && id !== "" && problem.severity === "error" && !leftOut.has(id) && (
                  <button type="button" className={styles.textButton} onClick={() => onLeaveOut(id)}>
                    {t("transfer.import.leaveOut", { id })}
                  </button>
                )}
              </span>
              <span className={styles.lines}>{problem.message}</span>
            </li>
          );
        })}
      </ul>
      {problems.length > MOST && (
        <p>{t("transfer.import.moreProblems", { count: problems.length - MOST })}</p>
      )}
    </section>
  );
}
