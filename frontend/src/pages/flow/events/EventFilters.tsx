import { Chip, TextInput } from "@mantine/core";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { EVENT_KINDS, type EventKind } from "../../../model/eventKind";
import type { WorkItem } from "../../../model/items";
import { SEARCH_FIELD } from "../../../ui/KeysHelp";
import tableStyles from "../../../ui/table.module.css";
import pageStyles from "../../page.module.css";
import type { FlowSearch } from "../flowSearch";

interface Props {
  readonly search: FlowSearch;
  readonly change: (search: FlowSearch) => void;
  /** Only its events are shown. */
  readonly item: WorkItem | undefined;
}

/** Which events are shown, and in which order. All of it is in the address. */
export function EventFilters({ search, change, item }: Props) {
  const { t } = useTranslation();
  const kinds = search.kind ?? [];
  const isNewestFirst = search.order !== "asc";
  const toggle = (kind: EventKind) => {
    const next = kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind];
    change({ kind: next.length > 0 ? next : undefined, from: undefined });
  };
  return (
    <div className={pageStyles.actions}>
      <TextInput
        {...SEARCH_FIELD}
        size="xs"
        type="search"
        aria-label={t("flow.events.search")}
        placeholder={t("flow.events.search")}
        value={search.q ?? ""}
        onChange={(event) => change({ q: event.currentTarget.value || undefined, from: undefined })}
      />
      {EVENT_KINDS.map((kind) => (
        <Chip key={kind} size="xs" checked={kinds.includes(kind)} onChange={() => toggle(kind)}>
          {t(`flow.events.kind.${kind}`)}
        </Chip>
      ))}
      <Chip
        size="xs"
        checked={search.only === "failures"}
        onChange={() => change({ only: search.only ? undefined : "failures", from: undefined })}
      >
        {t("flow.events.failures")}
      </Chip>
      {item && (
        <button
          type="button"
          className={tableStyles.page}
          onClick={() => change({ item: undefined, from: undefined })}
        >
          {t("flow.sentence.itemNumber", { number: item.place + 1 })}{" "}
          <X size={12} aria-label={t("flow.events.allItems")} />
        </button>
      )}
      <button
        type="button"
        className={tableStyles.page}
        onClick={() => change({ order: isNewestFirst ? "asc" : undefined, from: undefined })}
      >
        {isNewestFirst ? t("flow.events.newestFirst") : t("flow.events.oldestFirst")}
      </button>
    </div>
  );
}
