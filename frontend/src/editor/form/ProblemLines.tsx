import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../model/problem";
import { problemText } from "../problemText";
import styles from "./form.module.css";

/** Problems at their place: icon, kind in words for those who do not see it, and the server's text with its lines. */
export function ProblemLines({
  problems,
  id,
}: {
  readonly problems: readonly Problem[];
  readonly id?: string;
}) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} id={id}>
      {problems.map((problem, place) => {
        const Icon = problem.severity === "error" ? CircleAlert : TriangleAlert;
        return (
          <li key={place} className={styles.problem} data-severity={problem.severity}>
            <Icon size={14} role="img" aria-label={t(`editor.${problem.severity}`)} />
            <span>{problemText(problem, t)}</span>
          </li>
        );
      })}
    </ul>
  );
}
