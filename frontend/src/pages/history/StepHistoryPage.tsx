import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readHistory, type HistoryChange, type HistoryEntry } from "../../data/catalogHistory";
import { useCatalog } from "../../data/live";
import { Differences } from "../../editor/code/Code";
import { changedFields } from "../../editor/draft/changedFields";
import { definitionText } from "../../editor/draft/definitionText";
import { Loading } from "../../ui/Loading";
import { Moment } from "../../ui/Moment";
import { Notice } from "../../ui/Notice";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import styles from "./StepHistoryPage.module.css";

const PAGE = 20;

/** Every recorded change of one step: when, by which way, what; each version can be restored. */
export function StepHistoryPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/catalog/steps/$id/history" });
  const catalog = useCatalog();
  const step = catalog?.steps.get(id);
  const name = step?.name ?? id;
  usePageTitle(t("editor.history.title", { name }), t("catalog.title"));
  const history = useInfiniteQuery({
    // A new definition is a new entry.
    queryKey: ["step-history", id, catalog?.next_sequence ?? 0],
    queryFn: ({ pageParam, signal }) => readHistory(id, { limit: PAGE, cursor: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (previous) => previous,
  });
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <div className={pageStyles.head}>
        <h1>{t("editor.history.title", { name })}</h1>
        {step && (
          <span className={pageStyles.actions}>
            <Link to="/catalog/steps/$id" params={{ id }}>
              {t("editor.history.step")}
            </Link>
            <Link to="/catalog/steps/$id/edit" params={{ id }}>
              {t("editor.history.edit")}
            </Link>
          </span>
        )}
      </div>
      {history.isPending && <Loading awaited="server" />}
      {history.error && (
        <ReadProblem
          what={t("editor.history.what")}
          error={history.error}
          onTryAgain={() => void history.refetch()}
        />
      )}
      {history.data && entries.length === 0 && (
        <Notice title={t("editor.history.empty")}>
          <Link to="/catalog">{t("editor.toCatalog")}</Link>
        </Notice>
      )}
      <ol className={styles.list}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} stepId={id} isStored={step !== undefined} />
        ))}
      </ol>
      {history.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {t("editor.history.more")}
          </Button>
        </div>
      )}
    </>
  );
}

interface EntryProps {
  readonly entry: HistoryEntry;
  readonly stepId: string;
  readonly isStored: boolean;
}

function Entry({ entry, stepId, isStored }: EntryProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const change = entry.changes.find(({ step_id }) => step_id === stepId);
  if (!change) return null;
  return (
    <li className={styles.entry}>
      <div className={styles.head}>
        {entry.at !== null && <Moment instant={entry.at} />}
        <span className={pageStyles.secondary}>
          {entry.by !== null && `${t("editor.history.by", { who: entry.by })} `}
          {isVia(entry.via) ? t(`editor.history.via.${entry.via}`) : entry.via}
        </span>
        <span className={styles.what}>
          <What change={change} />
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
          <Restore entry={entry} stepId={stepId} isStored={isStored} />
        </span>
      </div>
      {isShown && (
        <Differences
          before={change.before ? definitionText(change.before) : ""}
          after={change.after ? definitionText(change.after) : ""}
          beforeLabel={t("editor.history.before")}
          afterLabel={t("editor.history.after")}
        />
      )}
    </li>
  );
}

function What({ change: { before, after } }: { readonly change: HistoryChange }) {
  const { t } = useTranslation();
  if (before === null) return t("editor.history.created");
  if (after === null) return t("editor.history.removed");
  return t("editor.history.changed", { fields: changedFields(before, after).join(", ") });
}

/** Opens the editor with this version; of a step that is gone, as a new one. */
function Restore({ entry, stepId, isStored }: EntryProps) {
  const { t } = useTranslation();
  const text = t("editor.history.restore");
  return (
    <Button
      variant="default"
      size="compact-sm"
      renderRoot={(props) =>
        isStored ? (
          <Link
            to="/catalog/steps/$id/edit"
            params={{ id: stepId }}
            search={{ version: entry.id }}
            {...props}
          />
        ) : (
          <Link to="/catalog/new" search={{ from: stepId, version: entry.id }} {...props} />
        )
      }
    >
      {text}
    </Button>
  );
}

function isVia(via: string): via is "ui" | "api" | "import" | "undo" {
  return ["ui", "api", "import", "undo"].includes(via);
}
