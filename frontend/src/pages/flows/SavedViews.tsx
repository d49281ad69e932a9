import { Button, Checkbox, Menu, Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { Bookmark, Check, Pin, PinOff, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { readAgain } from "../../data/conditional";
import { serverNow } from "../../data/clock";
import { useDeleteView, useSavedViews, useSaveView, type SavedView } from "../../data/savedViews";
import { filterQuery } from "../../model/flowFilter";
import { readFlowRowPage } from "../../model/flowRow";
import { formatNumber } from "../../ui/format";
import { parseSearch } from "../search";
import styles from "./FilterBar.module.css";
import { readFlowsSearch } from "./flowsSearch";
import { useFilter } from "./useFilter";

/** A pinned view shows how many flows match it now; asked again after this time. */
const COUNT_INTERVAL_MS = 5000;

/** The views that stand in the bar of the page, each with its number of flows. */
export function PinnedViews() {
  const { t } = useTranslation();
  const pinned = (useSavedViews().data ?? []).filter((view) => view.pinned);
  if (pinned.length === 0) return null;
  return (
    <nav aria-label={t("flows.views.pinned")}>
      <ul className={styles.chips}>
        {pinned.map((view) => (
          <li key={view.id}>
            <PinnedView view={view} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function PinnedView({ view }: { readonly view: SavedView }) {
  const { i18n } = useTranslation();
  const open = useOpenView();
  const query = useLocation({ select: ({ searchStr }) => searchStr.replace(/^\?/, "") });
  const { data } = useQuery({
    queryKey: ["view-count", view.query],
    queryFn: async ({ signal }) => {
      const asked = filterQuery(readFlowsSearch(parseSearch(view.query)), serverNow());
      asked.set("limit", "1");
      return readFlowRowPage(await readAgain(`/api/ui/flows?${asked}`, signal));
    },
    refetchInterval: COUNT_INTERVAL_MS,
  });
  return (
    <button
      type="button"
      className={styles.chip}
      aria-current={query === view.query || undefined}
      onClick={() => open(view)}
    >
      <span>{view.name}</span>
      <span className={styles.count}>
        {data ? `${data.isTotalExact ? "" : "~"}${formatNumber(data.total, i18n.language)}` : "–"}
      </span>
    </button>
  );
}

/** The menu of all saved views, and the way to keep the present filter as one. */
export function ViewsMenu() {
  const { t } = useTranslation();
  const { data: views = [], error } = useSavedViews();
  const query = useLocation({ select: ({ searchStr }) => searchStr.replace(/^\?/, "") });
  const open = useOpenView();
  const [isSaving, setSaving] = useState(false);
  const save = useSaveView();
  const remove = useDeleteView();
  return (
    <>
      <Menu position="bottom-end" withinPortal={false} closeOnItemClick={false}>
        <Menu.Target>
          <Button variant="default" size="sm" leftSection={<Bookmark size={16} aria-hidden />}>
            {t("flows.views.menu")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.dropdown}>
          {error && <Menu.Label>{t("flows.views.unreadable")}</Menu.Label>}
          {!error && views.length === 0 && <Menu.Label>{t("flows.views.none")}</Menu.Label>}
          {views.map((view) => (
            <div key={view.id} className={styles.view}>
              <Menu.Item
                leftSection={
                  view.query === query ? <Check size={16} aria-hidden /> : <span className={styles.gap} />
                }
                onClick={() => open(view)}
              >
                {view.name}
                {view.shared && <span className={styles.note}> {t("flows.views.shared")}</span>}
              </Menu.Item>
              <Menu.Item
                className={styles.small}
                aria-label={t(view.pinned ? "flows.views.unpin" : "flows.views.pin", { name: view.name })}
                onClick={() => save.mutate({ ...withoutOwn(view), pinned: !view.pinned })}
              >
                {view.pinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
              </Menu.Item>
              <Menu.Item
                className={styles.small}
                aria-label={t("flows.views.delete", { name: view.name })}
                onClick={() => remove.mutate(view.id)}
              >
                <Trash2 size={16} aria-hidden />
              </Menu.Item>
            </div>
          ))}
          {(save.error ?? remove.error) && (
            <Menu.Label>{t("flows.views.failed", { why: (save.error ?? remove.error)?.message })}</Menu.Label>
          )}
          <Menu.Divider />
          <Menu.Item
            closeMenuOnClick
            leftSection={<Bookmark size={16} aria-hidden />}
            onClick={() => setSaving(true)}
          >
            {t("flows.views.save")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isSaving}
        onClose={() => setSaving(false)}
        title={t("flows.views.save")}
        closeButtonProps={{ "aria-label": t("flows.close") }}
      >
        <SaveForm query={query} views={views} onDone={() => setSaving(false)} />
      </Modal>
    </>
  );
}

interface SaveProps {
  readonly query: string;
  readonly views: readonly SavedView[];
  readonly onDone: () => void;
}

function SaveForm({ query, views, onDone }: SaveProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [pinned, setPinned] = useState(true);
  const save = useSaveView();
  const same = views.find((view) => view.own && view.name === name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fields = { name: name.trim(), query, shared, pinned };
    save.mutate(same ? { id: same.id, ...fields } : fields, { onSuccess: onDone });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        label={t("flows.views.name")}
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        label={t("flows.views.pinIt")}
        checked={pinned}
        onChange={(event) => setPinned(event.currentTarget.checked)}
      />
      <Checkbox
        label={t("flows.views.shareIt")}
        checked={shared}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
      {save.error && <p role="alert">{t("flows.views.failed", { why: save.error.message })}</p>}
      <Button type="submit" disabled={name.trim() === ""} loading={save.isPending}>
        {t(same ? "flows.views.replace" : "flows.views.saveIt")}
      </Button>
    </form>
  );
}

function withoutOwn({ id, name, query, shared, pinned }: SavedView) {
  return { id, name, query, shared, pinned };
}

function useOpenView(): (view: SavedView) => void {
  const [, setFilter] = useFilter();
  return (view) => setFilter(readFlowsSearch(parseSearch(view.query)));
}
