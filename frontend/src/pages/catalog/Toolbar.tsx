import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Plus, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { CatalogMenu } from "../../transfer/CatalogMenu";
import { SEARCH_FIELD } from "../../ui/KeysHelp";
import { VIEWS, type CatalogSearch, type View } from "./catalogSearch";
import styles from "./Catalog.module.css";
import { ScopeField } from "./ScopeField";

interface Props {
  readonly search: CatalogSearch;
  readonly view: View;
  readonly change: (parts: Partial<CatalogSearch>, isStep?: boolean) => void;
  /** Words of the scope that are no terms. */
  readonly wrongTerms: readonly string[];
  readonly labelKeys: readonly string[];
  /** Ids of the steps that an export takes; with none of them it takes all that the scope shows. */
  readonly selected: ReadonlySet<string>;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
}

/** Search, scope, groups, and which of the three views. */
export function Toolbar({ search, view, change, wrongTerms, labelKeys, selected, onEnter, onLeave }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.toolbar}>
      <TextInput
        {...SEARCH_FIELD}
        type="search"
        className={styles.search}
        aria-label={t("catalog.search")}
        placeholder={t("catalog.searchHint")}
        leftSection={<Search size={16} aria-hidden />}
        value={search.q ?? ""}
        onChange={(event) => change({ q: event.currentTarget.value || undefined })}
        onKeyDown={(event) => {
          if (event.key === "Enter") onEnter();
          else if (event.key === "Escape" && !search.q) onLeave();
        }}
      />
      <ScopeField scope={search.scope ?? ""} wrong={wrongTerms} change={(scope) => change({ scope }, true)} />
      {labelKeys.length > 0 && (
        <NativeSelect
          aria-label={t("catalog.group.label")}
          value={search.group ?? ""}
          onChange={(event) =>
            change({ group: event.currentTarget.value || undefined, closed: undefined }, true)
          }
          data={[
            { value: "", label: t("catalog.group.none") },
            ...labelKeys.map((key) => ({ value: key, label: t("catalog.group.by", { key }) })),
          ]}
        />
      )}
      <SegmentedControl
        aria-label={t("catalog.view.label")}
        value={view}
        onChange={(chosen) => change({ view: VIEWS.find((one) => one === chosen) }, true)}
        data={VIEWS.map((one) => ({ value: one, label: t(`catalog.view.${one}`) }))}
      />
      <Button
        variant="default"
        px="sm"
        aria-label={t("catalog.newStep")}
        renderRoot={(props) => <Link to="/catalog/new" search={(last: CatalogSearch) => last} {...props} />}
      >
        <Plus size={16} aria-hidden />
        <span className={styles.newWord}>{t("catalog.newStep")}</span>
      </Button>
      <CatalogMenu selected={[...selected]} scope={search.scope ?? ""} />
    </div>
  );
}
