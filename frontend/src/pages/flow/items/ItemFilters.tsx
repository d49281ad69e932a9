import { Button, Menu, NativeSelect, TextInput } from "@mantine/core";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { fileName, saveFile } from "../../../data/download";
import { itemsAsCsv, itemsAsLines } from "../../../model/itemExport";
import type { ItemStatus, WorkItem } from "../../../model/items";
import { formatNumber } from "../../../ui/format";
import { SEARCH_FIELD } from "../../../ui/KeysHelp";
import pageStyles from "../../page.module.css";
import type { FlowSearch } from "../flowSearch";
import type { ItemsProps } from "./ItemTable";

interface Props extends ItemsProps {
  readonly shown: readonly WorkItem[];
  readonly search: FlowSearch;
  readonly change: (search: FlowSearch) => void;
}

/** Text and state that the items must have, how many do, and what can be taken away of them. */
export function ItemFilters({ flow, step, execution, shown, search, change }: Props) {
  const { t, i18n } = useTranslation();
  const { counts, size } = execution.work_items;
  const statuses = Object.entries(counts) as readonly (readonly [ItemStatus, number])[];
  const save = (ending: string, text: string, type: string) =>
    saveFile(fileName(`${flow.id}.${step.id}`, ending), new Blob([text], { type }));
  return (
    <div className={pageStyles.actions}>
      <TextInput
        {...SEARCH_FIELD}
        size="xs"
        type="search"
        aria-label={t("flow.item.search")}
        placeholder={t("flow.item.search")}
        value={search.q ?? ""}
        onChange={(event) => change({ q: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label={t("flow.item.filter")}
        value={search.state ?? ""}
        onChange={(event) =>
          change({ state: (event.currentTarget.value || undefined) as ItemStatus | undefined })
        }
        data={[
          { value: "", label: t("flow.item.all", { count: size }) },
          ...statuses.map(([name, count]) => ({
            value: name,
            label: `${t(`flow.item.status.${name}`)}: ${formatNumber(count, i18n.language)}`,
          })),
        ]}
      />
      <span role="status" className={pageStyles.secondary}>
        {shown.length < size && t("flow.item.shown", { count: shown.length, total: size })}
      </span>
      <Menu>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            className={pageStyles.push}
            leftSection={<Download size={14} aria-hidden />}
          >
            {t("flow.item.export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save("items.jsonl", itemsAsLines(shown), "application/x-ndjson")}>
            JSON Lines
          </Menu.Item>
          <Menu.Item onClick={() => save("items.csv", itemsAsCsv(shown), "text/csv")}>CSV</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
