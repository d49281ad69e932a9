import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Code } from "../editor/code/Code";
import { isInitProblem, readInit, withInit, writeInit, type InitProblem } from "../model/startDraft";
import styles from "./plan.module.css";
import type { PlanMode } from "./usePlanMode";

/** The whole `init` as JSON. What is right in it goes to the fields at once; what is not stays here. */
export function InitJson({ mode, onStart }: { readonly mode: PlanMode; readonly onStart: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => writeInit(mode.init));
  const read = readInit(text);
  const problem = isInitProblem(read) ? read.problem : null;
  const change = (next: string) => {
    setText(next);
    const init = readInit(next);
    if (!isInitProblem(init)) mode.replace(withInit(mode.draft, init, mode.typeOf));
  };
  return (
    <div className={styles.init}>
      <p className={styles.secondary}>{t("start.jsonHelp")}</p>
      <div className={styles.json}>
        <Code
          label={t("start.json")}
          language="json"
          value={text}
          marks={
            problem?.kind === "notJson"
              ? [{ ...problem, severity: "error", message: t("plan.field.notJson") }]
              : []
          }
          onRun={onStart}
          onChange={change}
        />
      </div>
      {problem && (
        <p className={styles.problem}>
          {t("start.jsonWrong")} <ProblemText problem={problem} />
        </p>
      )}
    </div>
  );
}

function ProblemText({ problem }: { readonly problem: InitProblem }) {
  const { t } = useTranslation();
  if (problem.kind === "noObject") return t("start.jsonNoObject");
  if (problem.kind === "noList") return t("start.jsonNoList", { name: problem.name });
  const { line, column } = problem;
  return (
    <>
      {t("plan.field.notJson")} {line > 0 && t("plan.field.at", { line, column })}
    </>
  );
}
