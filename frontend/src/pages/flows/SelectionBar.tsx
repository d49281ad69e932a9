import { Button, CopyButton, Menu } from "@mantine/core";
import { ChevronDown, Copy, Download, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exportLine } from "../../data/flowCopies";
import { formatNumber } from "../../ui/format";
import styles from "./FilterBar.module.css";
import { RunAgainDialog } from "./RunAgainDialog";
import { save } from "./save";
import { useOneByOne } from "./useOneByOne";
import type { Selection } from "./useSelection";

/** What can be done with the chosen flows. Takes no room while none is chosen. */
export function SelectionBar({ selection }: { readonly selection: Selection }) {
  const { t, i18n } = useTranslation();
  const [again, setAgain] = useState<readonly string[] | null>(null);
  const ids = [...selection.ids];
  const number = (count: number) => formatNumber(count, i18n.language);
  const exporting = useOneByOne<string>();
  const exportAll = async (withEvents: boolean) => {
    const lines = await exporting.run(ids, (id, signal) => exportLine(id, withEvents, signal));
    const good = lines.flatMap(({ value }) => (value === undefined ? [] : [value]));
    if (good.length > 0)
      save(`flows-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.jsonl`, good);
  };
  const failed = exporting.outcomes.filter(({ error }) => error);
  return (
    <>
      {ids.length > 0 && (
        <div className={styles.selection} role="region" aria-label={t("flows.chosen.label")}>
          <strong role="status">
            {t("flows.chosen.count", { count: ids.length, number: number(ids.length) })}
          </strong>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<RotateCcw size={14} aria-hidden />}
            onClick={() => setAgain(ids)}
          >
            {t("flows.again.open")}
          </Button>
          <Menu position="top-start" withinPortal={false}>
            <Menu.Target>
              <Button
                size="compact-sm"
                variant="default"
                disabled={exporting.isRunning}
                leftSection={<Download size={14} aria-hidden />}
                rightSection={<ChevronDown size={14} aria-hidden />}
              >
                {t("flows.export.open")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void exportAll(false)}>{t("flows.export.state")}</Menu.Item>
              <Menu.Item onClick={() => void exportAll(true)}>{t("flows.export.events")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <CopyButton value={ids.join("\n")}>
            {({ copied, copy }) => (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<Copy size={14} aria-hidden />}
                onClick={copy}
              >
                {copied ? t("words.copied") : t("flows.copyIds")}
              </Button>
            )}
          </CopyButton>
          <Button size="compact-sm" variant="subtle" onClick={selection.clear}>
            {t("flows.chosen.clear")}
          </Button>
          {exporting.isRunning && (
            <span role="status">
              {t("flows.export.progress", {
                done: number(exporting.outcomes.length),
                total: number(exporting.total),
              })}{" "}
              <button type="button" className={styles.clear} onClick={exporting.stop}>
                {t("flows.stop")}
              </button>
            </span>
          )}
          {!exporting.isRunning && failed.length > 0 && (
            <span role="alert">
              {t("flows.export.failed", {
                count: failed.length,
                id: failed[0]?.id,
                why: failed[0]?.error?.message,
              })}
            </span>
          )}
        </div>
      )}
      {again && <RunAgainDialog ids={again} onClose={() => setAgain(null)} />}
    </>
  );
}
