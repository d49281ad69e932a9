import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../model/problem";
import { useEditorActs } from "./editorStore";
import { problemText } from "./problemText";
import styles from "./editor.module.css";

/** All problems, each a link to its field; errors first. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const ordered = [...problems].sort(
    (a, b) => Number(b.severity === "error") - Number(a.severity === "error"),
  );
  return (
    <ul className={`${styles.list} ${styles.scroll}`}>
      {ordered.map((problem, place) => {
        const Icon = problem.severity === "error" ? CircleAlert : TriangleAlert;
        return (
          <li key={place}>
            <button
              type="button"
              className={styles.problemLink}
              data-severity={problem.severity}
              onClick={() => editor.show(problem.path)}
            >
              <Icon size={14} role="img" aria-label={t(`editor.${problem.severity}`)} />
              <span>{problemText(problem, t)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
