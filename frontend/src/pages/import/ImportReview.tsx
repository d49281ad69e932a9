import { Button, Radio } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNodeHealth } from "../../data/queries";
import { showToast } from "../../data/toasts";
import {
  applyImport,
  documentIds,
  previewImport,
  type ImportMode,
  type ImportWish,
} from "../../data/transfer";
import { undoAct } from "../../data/undo";
import { EffectsList } from "../../editor/EffectsList";
import { Loading } from "../../ui/Loading";
import { WriteProblem } from "../../ui/WriteProblem";
import styles from "./import.module.css";
import type { ImportedDocument } from "./ImportPage";
import { ImportProblems } from "./ImportProblems";
import { StepDifferences } from "./StepDifferences";

interface Props {
  readonly document: ImportedDocument;
  readonly catalogVersion: number;
}

/** What the document would change, step by step, and the button that does it. */
export function ImportReview({ document, catalogVersion }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [mode, setMode] = useState<ImportMode>("merge");
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const ids = useMemo(() => documentIds(document.text), [document.text]);

  const all = usePreview({ document: document.text, mode, only: null }, catalogVersion);
  const changes = all.data && [...all.data.added, ...all.data.changed, ...all.data.removed];
  // Of a document with mistakes the server lists no changes; the ids of JSON can be read here.
  const listed = changes && changes.length > 0 ? changes.map(({ step_id }) => step_id) : (ids ?? []);
  const only = leftOut.size === 0 ? null : listed.filter((id) => !leftOut.has(id));
  const wish: ImportWish = { document: document.text, mode, only };
  const chosen = usePreview(wish, catalogVersion);
  const shown = chosen.data;
  const hasError = shown?.problems.some(({ severity }) => severity === "error") ?? true;
  const count = shown ? shown.added.length + shown.changed.length + shown.removed.length : 0;

  const hasNoLeader = useNodeHealth().data?.leader_id === "";
  const label = t("transfer.import.label", { count });
  const apply = useMutation({
    mutationFn: () => applyImport(wish, label),
    onSuccess: (act) => {
      const undo = act && {
        label: t("transfer.import.undo"),
        act: () => void undoAct(act).catch(() => undefined),
      };
      showToast(t("transfer.import.done", { count }), undo);
      void navigate({ to: "/catalog" });
    },
  });
  const tick = (id: string, isTaken: boolean) => {
    const next = new Set(leftOut);
    if (isTaken) next.delete(id);
    else next.add(id);
    setLeftOut(next);
  };
  const error = chosen.error ?? all.error;
  return (
    <section className={styles.review} aria-label={t("transfer.import.preview")}>
      <Radio.Group
        label={t("transfer.import.mode")}
        value={mode}
        onChange={(chosen) => setMode(chosen === "replace" ? "replace" : "merge")}
      >
        <div className={styles.modes}>
          <Radio value="merge" label={t("transfer.import.merge")} />
          <Radio value="replace" label={t("transfer.import.replace")} />
        </div>
      </Radio.Group>
      {error && <WriteProblem what={t("transfer.import.unreadable")} error={error} />}
      {!error && !(all.data && shown) && <Loading awaited="server" rows={6} />}
      {!error && all.data && shown && (
        <>
          <p role="status" className={styles.counts}>
            {t("transfer.import.counts", {
              added: shown.added.length,
              changed: shown.changed.length,
              removed: shown.removed.length,
              unchanged: shown.unchanged.length,
            })}
          </p>
          <ImportProblems
            problems={shown.problems}
            leftOut={leftOut}
            onLeaveOut={ids ? (id) => tick(id, false) : null}
          />
          {(["added", "changed", "removed"] as const).map((kind) => (
            <StepDifferences
              key={kind}
              kind={kind}
              differences={all.data[kind].length > 0 ? all.data[kind] : shown[kind]}
              leftOut={leftOut}
              onTick={tick}
            />
          ))}
          {leftOut.size > 0 && (
            <Button
              className={styles.all}
              variant="default"
              size="compact-md"
              onClick={() => setLeftOut(new Set())}
            >
              {t("transfer.import.takeAll", { count: leftOut.size })}
            </Button>
          )}
          <EffectsList effects={shown.effects} />
          {apply.error && !apply.isPending && (
            <WriteProblem what={t("transfer.import.refused")} error={apply.error} />
          )}
          <div className={styles.apply}>
            <Button
              disabled={hasError || count === 0 || hasNoLeader || chosen.isPlaceholderData}
              loading={apply.isPending}
              onClick={() => apply.mutate()}
            >
              {t("transfer.import.apply", { count })}
            </Button>
            <span className={styles.secondary}>
              {hasNoLeader
                ? t("transfer.import.noLeader")
                : hasError
                  ? t("transfer.import.hasError")
                  : t(count === 0 ? "transfer.import.nothing" : "transfer.import.allOrNothing")}
            </span>
          </div>
        </>
      )}
    </section>
  );
}

function usePreview(wish: ImportWish, catalogVersion: number) {
  return useQuery({
    queryKey: ["import", wish.document, wish.mode, wish.only, catalogVersion],
    queryFn: ({ signal }) => previewImport(wish, signal),
    placeholderData: keepPreviousData,
    // The document is part of the key; nobody asks twice.
    gcTime: 30_000,
  });
}
