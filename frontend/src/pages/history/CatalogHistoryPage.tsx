import { Autocomplete, Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readHistory } from "../../data/catalogHistory";
import { serverNow } from "../../data/clock";
import { useCatalog } from "../../data/live";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { CatalogEntry } from "./CatalogEntry";
import { SPAN_MS, SPANS, type HistorySearch, type Span } from "./historySearch";
import styles from "./StepHistoryPage.module.css";

const route = getRouteApi("/catalog/history");
const PAGE = 50;

/** Every recorded change of the catalog: when, by which way, what; each can be taken back. */
export function CatalogHistoryPage() {
  const { t } = useTranslation();
  const { step = "", since } = route.useSearch();
  const navigate = route.useNavigate();
  const catalog = useCatalog();
  usePageTitle(t("transfer.history.title"), t("catalog.title"));
  const history = useInfiniteQuery({
    queryKey: ["catalog-history", step, since, catalog?.next_sequence ?? 0],
    queryFn: ({ pageParam, signal }) =>
      readHistory(step, {
        limit: PAGE,
        cursor: pageParam,
        from: since && serverNow() - SPAN_MS[since],
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (previous) => previous,
  });
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  const change = (parts: HistorySearch) =>
    void navigate({ search: (last: HistorySearch) => ({ ...last, ...parts }), replace: true });
  const isFiltered = step !== "" || since !== undefined;
  return (
    <>
      <div className={pageStyles.head}>
        <h1>{t("transfer.history.title")}</h1>
      </div>
      <div className={pageStyles.actions}>
        <Autocomplete
          comboboxProps={{ withinPortal: false }}
          aria-label={t("transfer.history.step")}
          placeholder={t("transfer.history.stepHint")}
          data={[...(catalog?.steps.keys() ?? [])].sort()}
          limit={20}
          value={step}
          onChange={(next) => change({ step: next || undefined })}
        />
        <SegmentedControl
          aria-label={t("transfer.history.since")}
          value={since ?? "all"}
          data={[...SPANS, "all" as const].map((span) => ({
            value: span,
            label: t(`transfer.history.${span}`),
          }))}
          onChange={(next: Span | "all") => change({ since: next === "all" ? undefined : next })}
        />
      </div>
      {history.isPending && <Loading awaited="server" />}
      {history.error && (
        <ReadProblem
          what={t("transfer.history.what")}
          error={history.error}
          onTryAgain={() => void history.refetch()}
        />
      )}
      {history.data && entries.length === 0 && (
        <Notice title={t(isFiltered ? "transfer.history.noMatch" : "transfer.history.empty")}>
          {isFiltered && (
            <Button variant="default" onClick={() => change({ step: undefined, since: undefined })}>
              {t("transfer.history.clear")}
            </Button>
          )}
        </Notice>
      )}
      {entries.length > 0 && (
        <ol className={styles.list}>
          {entries.map((entry) => (
            <CatalogEntry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {history.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {t("editor.history.more")}
          </Button>
        </div>
      )}
    </>
  );
}
