import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { HistoryChange, HistoryEntry } from "../../data/catalogHistory";
import { showToast } from "../../data/toasts";
import { catalogAct, did } from "../../data/undo";
import { Differences } from "../../editor/code/Code";
import { changedFields } from "../../editor/draft/changedFields";
import { definitionText } from "../../editor/draft/definitionText";
import { readText } from "../../model/event";
import { Moment } from "../../ui/Moment";
import { WriteProblem } from "../../ui/WriteProblem";
import pageStyles from "../page.module.css";
import styles from "./StepHistoryPage.module.css";

/** Names that a line holds; an import may name thousands. */
const MOST_NAMES = 5;
/** Differences that are opened at once. */
const MOST_SHOWN = 50;

/** One change of the catalog: what it did to which steps, the difference, and the way back. */
export function CatalogEntry({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const undo = useMutation({
    // Undoing from the history is an act of this session like any other, so Ctrl Z takes it back.
    mutationFn: () =>
      catalogAct(t("transfer.history.steps", { count: entry.changes.length }), entry.id).undo(),
    onSuccess: (act) => {
      did(act);
      showToast(t("transfer.history.undone"));
    },
  });
  const { via } = entry;
  return (
    <li className={styles.entry}>
      <div className={styles.head}>
        {entry.at !== null && <Moment instant={entry.at} />}
        <span className={pageStyles.secondary}>
          {entry.by !== null && `${t("editor.history.by", { who: entry.by })} `}
          {isVia(via) ? t(`editor.history.via.${via}`) : via}
        </span>
        <span className={styles.what}>
          <Summary changes={entry.changes} />
        </span>
        <span className={styles.actions}>
          <Button
            variant="default"
            size="compact-sm"
            aria-expanded={isShown}
            onClick={() => setShown(!isShown)}
          >
            {t(isShown ? "editor.history.hide" : "editor.history.show")}
          </Button>
          <Button variant="default" size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate()}>
            {t("transfer.history.undo")}
          </Button>
        </span>
      </div>
      {undo.error && <WriteProblem what={t("transfer.history.undoFailed")} error={undo.error} />}
      {isShown && (
        <ul className={styles.list}>
          {entry.changes.slice(0, MOST_SHOWN).map((change) => (
            <ChangeOfStep key={change.step_id} change={change} isOpenAtFirst={entry.changes.length === 1} />
          ))}
          {entry.changes.length > MOST_SHOWN && (
            <li>{t("transfer.history.more", { count: entry.changes.length - MOST_SHOWN })}</li>
          )}
        </ul>
      )}
    </li>
  );
}

function Summary({ changes }: { readonly changes: readonly HistoryChange[] }) {
  const { t, i18n } = useTranslation();
  const kinds = [
    ["created", changes.filter(({ before }) => before === null)],
    ["changed", changes.filter(({ before, after }) => before !== null && after !== null)],
    ["removed", changes.filter(({ after }) => after === null)],
  ] as const;
  const names = (some: readonly HistoryChange[]) => {
    const shown = some.slice(0, MOST_NAMES).map(nameOf);
    const more = some.length - shown.length;
    return new Intl.ListFormat(i18n.language).format(
      more > 0 ? [...shown, t("transfer.history.more", { count: more })] : shown,
    );
  };
  return kinds
    .filter(([, some]) => some.length > 0)
    .map(([kind, some]) => t(`transfer.history.${kind}`, { names: names(some) }))
    .join(" ");
}

interface ChangeProps {
  readonly change: HistoryChange;
  /** One change alone is shown at once; of many, each is opened by hand. */
  readonly isOpenAtFirst: boolean;
}

function ChangeOfStep({ change, isOpenAtFirst }: ChangeProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { step_id, before, after } = change;
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={styles.summary}>
          <strong>{nameOf(change)}</strong>{" "}
          <span className={pageStyles.secondary}>
            {before && after
              ? changedFields(before, after).join(", ")
              : t(before ? "transfer.history.removedOne" : "transfer.history.createdOne")}
          </span>
        </summary>
        {isOpen && (
          <>
            <Differences
              before={before ? definitionText(before) : ""}
              after={after ? definitionText(after) : ""}
              beforeLabel={t("editor.history.before")}
              afterLabel={t("editor.history.after")}
            />
            <Link to="/catalog/steps/$id/history" params={{ id: step_id }} className={styles.link}>
              {t("transfer.history.all_changes")}
            </Link>
          </>
        )}
      </details>
    </li>
  );
}

function nameOf({ step_id, before, after }: HistoryChange): string {
  return readText((after ?? before ?? {})["name"]) || step_id;
}

function isVia(via: string): via is "ui" | "api" | "import" | "undo" {
  return ["ui", "api", "import", "undo"].includes(via);
}
