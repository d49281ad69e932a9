import { ActionIcon, Menu, Modal } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { EllipsisVertical, History, Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveFile } from "../data/download";
import { exportText, type ExportWish } from "../data/transfer";
import { WriteProblem } from "../ui/WriteProblem";

interface Props {
  /** Ids of the selected steps; empty for none. */
  readonly selected: readonly string[];
  /** Terms that narrow the page; empty for the whole catalog. */
  readonly scope: string;
}

const FORMATS = ["json", "yaml"] as const;
const CONTENT_TYPES = { json: "application/json", yaml: "application/yaml" } as const;

/**
 * Ways in and out of the catalog: import, history, and the export as a file or as text of what is selected, else of
 * what the scope shows, else of all.
 */
export function CatalogMenu({ selected, scope }: Props) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  const [error, setError] = useState<Error | null>(null);
  const wish = (format: "json" | "yaml", layout = false): ExportWish => ({
    format,
    ids: selected.length > 0 ? selected : null,
    scope: selected.length > 0 ? "" : scope,
    layout,
  });
  const what =
    selected.length > 0
      ? t("transfer.export.selected", { count: selected.length })
      : t(scope === "" ? "transfer.export.all" : "transfer.export.scope");
  const act = (work: Promise<unknown>) => {
    work.then(
      () => setError(null),
      (cause: unknown) => setError(cause instanceof Error ? cause : new Error(String(cause))),
    );
  };
  const save = async (asked: ExportWish) => {
    const text = await exportText(asked);
    saveFile(`catalog.${asked.format}`, new Blob([text], { type: CONTENT_TYPES[asked.format] }));
  };
  const copy = async (asked: ExportWish) => clipboard.copy(await exportText(asked));
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t("transfer.menu")}>
            <EllipsisVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Upload size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/catalog/import" {...props} />}
          >
            {t("transfer.import.title")}
          </Menu.Item>
          <Menu.Item
            leftSection={<History size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/catalog/history" {...props} />}
          >
            {t("transfer.history.title")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t("transfer.export.what", { what })}</Menu.Label>
          {FORMATS.map((format) => (
            <Menu.Item key={format} onClick={() => act(save(wish(format)))}>
              {t("transfer.export.file", { format: format.toUpperCase() })}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => act(save(wish("json", true)))}>{t("transfer.export.layout")}</Menu.Item>
          <Menu.Divider />
          {FORMATS.map((format) => (
            <Menu.Item key={format} closeMenuOnClick={false} onClick={() => act(copy(wish(format)))}>
              {clipboard.copied
                ? t("words.copied")
                : t("transfer.export.copy", { format: format.toUpperCase() })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={error !== null}
        onClose={() => setError(null)}
        title={t("transfer.export.title")}
        closeButtonProps={{ "aria-label": t("transfer.export.close") }}
      >
        {error && <WriteProblem what={t("transfer.export.failed")} error={error} />}
      </Modal>
    </>
  );
}
