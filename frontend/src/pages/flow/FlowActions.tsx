import { Button, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Download, Ellipsis, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { eventLines, fileName, saveFile } from "../../data/download";
import { readFlowSource } from "../../data/flowCopies";
import { pathOf } from "../../data/rest";
import { showToast } from "../../data/toasts";
import { startAsCurl } from "../../model/startAs";
import pageStyles from "../page.module.css";

/** What can be done with a flow. */
export function FlowActions({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = (work: () => Promise<void>) => {
    setProblem(null);
    work().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  const copyLink = async () => {
    await navigator.clipboard.writeText(location.href);
    showToast(t("flow.act.linkCopied"));
  };
  const copyCurl = async () => {
    const { goals, init, labels } = await readFlowSource(id);
    await navigator.clipboard.writeText(startAsCurl(location.origin, { id, goals, init, labels }));
    showToast(t("flow.act.curlCopied"));
  };
  const downloadEvents = async () => saveFile(fileName(id, "events.jsonl"), await eventLines(id));
  return (
    <div className={`${pageStyles.actions} ${pageStyles.push}`}>
      {problem !== null && <span role="alert">{t("flow.act.failed", { problem })}</span>}
      <Button
        component={Link}
        to="/flows/new"
        search={{ from: id } as never}
        variant="default"
        size="xs"
        leftSection={<RotateCcw size={14} aria-hidden />}
      >
        {t("flow.act.again")}
      </Button>
      <Button variant="default" size="xs" onClick={() => attempt(copyLink)}>
        {t("flow.act.copyLink")}
      </Button>
      <Menu>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<Ellipsis size={14} aria-hidden />}>
            {t("flow.act.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={pathOf("engine", "flow", id)}
            download={fileName(id, "json")}
            leftSection={<Download size={14} aria-hidden />}
          >
            {t("flow.act.state")}
          </Menu.Item>
          <Menu.Item leftSection={<Download size={14} aria-hidden />} onClick={() => attempt(downloadEvents)}>
            {t("flow.act.events")}
          </Menu.Item>
          <Menu.Item onClick={() => attempt(copyCurl)}>{t("flow.act.curl")}</Menu.Item>
          <Menu.Item component="a" href={`/admin/events/flowrow/?q=${encodeURIComponent(id)}`}>
            {t("flow.act.admin")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
