import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { counts, sectionOf } from "../draft/problems";
import { definitionIn, problemsIn, useEditor } from "../editorStore";
import { typeOf, type SectionName } from "../draft/fields";
import styles from "./form.module.css";

interface Props {
  readonly name: SectionName;
  /** Whether it can be folded; folded it says `summary` instead of its fields. */
  readonly fold?: { readonly isOpenAtFirst: boolean; readonly summary: string };
  readonly children: ReactNode;
}

/** A part of the form with its number of problems. A link to a problem opens the part that has it. */
export function Section({ name, fold, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const shown = useEditor((state) => state.shown);
  const type = useEditor((state) => typeOf(definitionIn(state)));
  const [isOpen, setOpen] = useState(fold?.isOpenAtFirst ?? true);
  const [seen, setSeen] = useState(shown?.count ?? 0);
  if (shown !== null && shown.count !== seen) {
    setSeen(shown.count);
    const problem = { path: shown.path, message: "", severity: "error", line: 0, column: 0 } as const;
    if (sectionOf(problem, type) === name) setOpen(true);
  }
  const head = (
    <>
      <h3 id={id}>{t(`editor.section.${name}`)}</h3>
      <Counts name={name} type={type} />
    </>
  );
  if (!fold) {
    return (
      <section className={styles.section} aria-labelledby={id} data-section={name}>
        <div className={styles.sectionHead}>{head}</div>
        {children}
      </section>
    );
  }
  return (
    <details
      className={styles.section}
      data-section={name}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={styles.summary}>
        {head} {!isOpen && <span className={styles.secondary}>{fold.summary}</span>}
      </summary>
      {isOpen && <div className={styles.body}>{children}</div>}
    </details>
  );
}

function Counts({ name, type }: { readonly name: SectionName; readonly type: string }) {
  const { t } = useTranslation();
  const problems = useEditor(problemsIn);
  const { errors, warnings } = counts(problems.filter((problem) => sectionOf(problem, type) === name));
  return (
    <>
      {errors > 0 && (
        <span className={styles.count} data-severity="error">
          {t("editor.errors", { count: errors })}
        </span>
      )}
      {warnings > 0 && (
        <span className={styles.count} data-severity="warning">
          {t("editor.warnings", { count: warnings })}
        </span>
      )}
    </>
  );
}
