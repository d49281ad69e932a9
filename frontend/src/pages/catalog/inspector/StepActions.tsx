import { Button, CopyButton, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronDown, Pencil, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { pathOf } from "../../../data/rest";
import type { Step } from "../../../model/step";
import pageStyles from "../../page.module.css";
import { useCatalogActs } from "../catalogActs";
import type { CatalogSearch } from "../catalogSearch";

/** What can be done with one step. */
export function StepActions({ step, json }: { readonly step: Step; readonly json: string }) {
  const { t } = useTranslation();
  const { addToScope, askToDelete } = useCatalogActs();
  return (
    <div className={pageStyles.actions}>
      <Button
        size="compact-md"
        leftSection={<Pencil size={14} aria-hidden />}
        renderRoot={(props) => (
          <Link
            to="/catalog/steps/$id/edit"
            params={{ id: step.id }}
            search={(last: CatalogSearch) => ({ ...last, select: undefined })}
            {...props}
          />
        )}
      >
        {t("catalog.action.edit")}
      </Button>
      <Button
        size="compact-md"
        variant="default"
        leftSection={<Play size={14} aria-hidden />}
        renderRoot={(props) => (
          <Link
            to="/catalog"
            search={(last: CatalogSearch) => ({
              ...last,
              goal: [step.id],
              select: undefined,
              panel: "start",
            })}
            {...props}
          />
        )}
      >
        {t("catalog.action.start")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-md" variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
            {t("catalog.action.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => addToScope("up", step.id)}>{t("catalog.action.showUp")}</Menu.Item>
          <Menu.Item onClick={() => addToScope("down", step.id)}>{t("catalog.action.showDown")}</Menu.Item>
          <Menu.Item onClick={() => addToScope("step", step.id)}>{t("catalog.action.showAround")}</Menu.Item>
          <Menu.Divider />
          <Menu.Item
            renderRoot={(props) => (
              <Link to="/flows/new" search={{ goal: [step.id], only: "yes" }} {...props} />
            )}
          >
            {t("plan.runAlone")}
          </Menu.Item>
          <Menu.Item renderRoot={(props) => <Link to="/catalog/new" search={{ from: step.id }} {...props} />}>
            {t("catalog.action.duplicate")}
          </Menu.Item>
          <CopyItem
            text={location.origin + pathOf("catalog", "steps", step.id)}
            label={t("catalog.action.copyLink")}
          />
          <CopyItem text={json} label={t("catalog.action.copyJson")} />
          <Menu.Divider />
          <Menu.Item color="var(--state-failed)" onClick={() => askToDelete([step.id])}>
            {t("catalog.action.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** Stays open for as long as it takes to see that the text was copied. */
function CopyItem({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Menu.Item closeMenuOnClick={false} onClick={copy}>
          {copied ? t("words.copied") : label}
        </Menu.Item>
      )}
    </CopyButton>
  );
}
