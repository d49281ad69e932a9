import { Button } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNodeHealth } from "../data/queries";
import { Refusal } from "../data/rest";
import { Differences } from "./code/Code";
import { definitionText } from "./draft/definitionText";
import { isBroken } from "./draft/draft";
import { counts } from "./draft/problems";
import { EffectsList } from "./EffectsList";
import { draftIn, isChangedIn, problemsIn, useEditor } from "./editorStore";
import { ProblemList } from "./ProblemList";
import { definitionToSave } from "./saving";
import { whyNotSave } from "./useSave";
import styles from "./editor.module.css";

/** What keeps its place at the bottom: problems, differences, and saving with the reason when it has to wait. */
export function EditorFoot({ onSave }: { readonly onSave: () => void }) {
  const { t } = useTranslation();
  const problems = useEditor(problemsIn);
  const isChanged = useEditor(isChangedIn);
  const isNew = useEditor((state) => state.base.id === null);
  const saving = useEditor((state) => state.saving);
  const effects = useEditor((state) => state.checked?.effects ?? null);
  const hasNoLeader = useNodeHealth().data?.leader_id === "";
  const why = useEditor((state) => whyNotSave(state, hasNoLeader));
  const [isListShown, setListShown] = useState(false);
  const [isDiffShown, setDiffShown] = useState(false);
  const { errors, warnings } = counts(problems);
  const total = errors + warnings;
  return (
    <>
      {effects && (isChanged || isNew) && <EffectsList effects={effects} />}
      {saving.phase === "refused" && <RefusedSave error={saving.error} />}
      <div className={styles.foot}>
        {isDiffShown && <DraftDifferences />}
        {isListShown && total > 0 && <ProblemList problems={problems} />}
        <div className={styles.footRow}>
          {total > 0 && (
            <Button
              variant="default"
              size="compact-sm"
              aria-expanded={isListShown}
              onClick={() => setListShown(!isListShown)}
            >
              {[
                errors > 0 && t("editor.errors", { count: errors }),
                warnings > 0 && t("editor.warnings", { count: warnings }),
              ]
                .filter(Boolean)
                .join(", ")}
            </Button>
          )}
          {why === "errors" || why === "noLeader" ? (
            <span className={styles.secondary}>{t(`editor.why.${why}`)}</span>
          ) : (
            <Status />
          )}
          <span className={`${styles.footRow} ${styles.push}`}>
            {isChanged && !isNew && (
              <Button
                variant="default"
                size="compact-sm"
                aria-expanded={isDiffShown}
                onClick={() => setDiffShown(!isDiffShown)}
              >
                {t(isDiffShown ? "editor.hideDifferences" : "editor.differences")}
              </Button>
            )}
            <Button
              disabled={why !== null}
              title={why === null ? "Ctrl S" : t(`editor.why.${why}`)}
              onClick={onSave}
            >
              {t(saving.phase === "saving" ? "editor.saving" : isNew ? "editor.create" : "editor.save")}
            </Button>
          </span>
        </div>
      </div>
    </>
  );
}

/** A save without an answer for so long says that it still waits. */
const STILL_MS = 10_000;

function Status() {
  const { t } = useTranslation();
  const isSaving = useEditor((state) => state.saving.phase === "saving");
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isSaving) return;
    const timer = setTimeout(() => setLong(true), STILL_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isSaving]);
  const isChanged = useEditor(isChangedIn);
  const isChecking = useEditor((state) => state.isChecking && !isBroken(draftIn(state)));
  const checkError = useEditor((state) => state.checkError);
  const isGood = useEditor((state) => state.checked !== null && problemsIn(state).length === 0);
  if (isSaving && isLong) return <span role="status">{t("editor.stillSaving")}</span>;
  if (checkError)
    return (
      <span className={styles.secondary}>{t("editor.status.unchecked", { why: checkError.message })}</span>
    );
  if (isChecking) return <span className={styles.secondary}>{t("editor.status.checking")}</span>;
  if (!isChanged) return <span className={styles.secondary}>{t("editor.status.unchanged")}</span>;
  return (
    <span className={styles.secondary}>{isGood ? t("editor.noProblems") : t("editor.status.changed")}</span>
  );
}

function DraftDifferences() {
  const { t } = useTranslation();
  const base = useEditor((state) => state.base);
  const draft = useEditor(draftIn);
  const before = useMemo(() => definitionText(base.definition), [base]);
  const after = definitionText(definitionToSave(draft));
  return (
    <div className={styles.scroll}>
      <Differences
        before={before}
        after={after}
        beforeLabel={t("editor.stored")}
        afterLabel={t("editor.draft")}
      />
    </div>
  );
}

/** A refused save in three parts; it stays until the next try. */
function RefusedSave({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const isRefusal = error instanceof Refusal;
  return (
    <div className={styles.notice} data-tone="problem" role="alert">
      <strong>{t("editor.refused")}</strong>
      <p className={styles.lines}>{isRefusal ? error.message : t("words.problem.unreachable")}</p>
      <p>
        {isRefusal && error.status === 409
          ? t("editor.idTaken")
          : t(isRefusal ? "editor.refusedDo" : "editor.unreachableDo")}
      </p>
    </div>
  );
}
