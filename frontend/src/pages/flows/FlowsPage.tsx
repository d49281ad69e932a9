import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FlowListState } from "../../data/flowList";
import { chipsOf, cleared, isFiltered } from "../../model/flowFilter";
import { Boundary } from "../../ui/Boundary";
import { formatNumber } from "../../ui/format";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { chipText } from "./chipText";
import { FilterBar } from "./FilterBar";
import styles from "./FilterBar.module.css";
import { FilterChips } from "./FilterChips";
import { FlowGrid } from "./FlowGrid";
import { PinnedViews, ViewsMenu } from "./SavedViews";
import { TableMenu } from "./TableMenu";
import { useFilter } from "./useFilter";
import { useFlowList } from "./useFlowList";
import { useSelection } from "./useSelection";
import { useTableSettings } from "./useTableSettings";

/** Which flows are there, which failed, with what. */
export function FlowsPage() {
  const { t, i18n } = useTranslation();
  const [filter] = useFilter();
  const { list, state, isOld, view } = useFlowList(filter);
  const [settings, changeSettings] = useTableSettings();
  const selection = useSelection(list);
  const isNarrow = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  usePageTitle(
    ...chipsOf(filter)
      .slice(0, 2)
      .map((chip) => chipText(chip, t, i18n.language)),
    t("flows.title"),
  );
  const { rows, isRead, error } = state;
  const hasRows = rows.length > 0;
  return (
    <div className={styles.page}>
      <div className={pageStyles.head}>
        <h1>{t("flows.title")}</h1>
        <Count state={state} isOld={isOld} />
      </div>
      <PinnedViews />
      <FilterBar>
        <ViewsMenu />
        <TableMenu settings={settings} change={changeSettings} />
      </FilterBar>
      <FilterChips />
      {error && !hasRows && (
        <ReadProblem
          what={t("flows.what")}
          error={error}
          onTryAgain={() => void list.refresh(view.current)}
        />
      )}
      {error && hasRows && (
        <p className={pageStyles.secondary} role="alert">
          {t("flows.stale", { why: error.message })}
        </p>
      )}
      {!error && !isRead && <Loading awaited="server" rows={12} />}
      {hasRows && (
        <Boundary>
          <FlowGrid
            list={list}
            state={state}
            isOld={isOld}
            view={view}
            settings={settings}
            change={changeSettings}
            selection={selection}
            isNarrow={isNarrow}
          />
        </Boundary>
      )}
      {isRead && !hasRows && !error && <EmptyList state={state} onSearchOn={() => void list.more()} />}
    </div>
  );
}

const TELL_MS = 200;

/** The number of matches, or that the rows are still those of the filter before. */
function Count({ state, isOld }: { readonly state: FlowListState; readonly isOld: boolean }) {
  const { t, i18n } = useTranslation();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isOld) return;
    const timer = setTimeout(() => setLate(true), TELL_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isOld]);
  if (isOld && isLate) return <span role="status">{t("flows.searching")}</span>;
  if (!state.isRead) return null;
  const number = formatNumber(state.total, i18n.language);
  const key = state.isTotalExact ? "flows.total" : "flows.about";
  return (
    <span className={pageStyles.secondary} role="status">
      {t(key, { count: state.total, number })}
    </span>
  );
}

interface EmptyProps {
  readonly state: FlowListState;
  readonly onSearchOn: () => void;
}

function EmptyList({ state: { searched, hasMore, isLoadingMore }, onSearchOn }: EmptyProps) {
  const { t, i18n } = useTranslation();
  const [filter, setFilter] = useFilter();
  if (!isFiltered(filter)) {
    return (
      <Notice title={t("flows.empty")}>
        <p>{t("flows.emptyText")}</p>
        <Link to="/catalog">{t("flows.toCatalog")}</Link>
      </Notice>
    );
  }
  const isCutShort = searched !== null && hasMore;
  return (
    <Notice
      title={
        isCutShort
          ? t("flows.noMatchYet", { count: searched, number: formatNumber(searched, i18n.language) })
          : t("flows.noMatch")
      }
    >
      <div className={pageStyles.actions}>
        {isCutShort && (
          <Button loading={isLoadingMore} onClick={onSearchOn}>
            {t("flows.end.searchOn")}
          </Button>
        )}
        <Button variant="default" onClick={() => setFilter(cleared(filter))}>
          {t("flows.clear")}
        </Button>
      </div>
    </Notice>
  );
}
