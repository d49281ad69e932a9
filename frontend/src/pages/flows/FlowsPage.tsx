import { Button, Group, SegmentedControl, TextInput } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLive, useRowChanges } from "../../data/live";
import { useFlowPage, type FlowQuery } from "../../data/queries";
import { isPrefix } from "../../model/flowEntry";
import { Boundary } from "../../ui/Boundary";
import { SEARCH_FIELD } from "../../ui/KeysHelp";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { FlowTable } from "./FlowTable";

const route = getRouteApi("/flows");
const PAGE_SIZE = 50;
const NO_IDS: readonly string[] = [];

/** Which flows are there, which failed, with what. */
export function FlowsPage() {
  const { t } = useTranslation();
  const { status, prefix = "", cursor } = route.useSearch();
  const navigate = route.useNavigate();
  usePageTitle(t("flows.title"));

  const isLegal = isPrefix(prefix);
  const query: FlowQuery = {
    limit: PAGE_SIZE,
    ...(status ? { statuses: [status] } : {}),
    ...(prefix ? { id_prefix: prefix } : {}),
    ...(cursor ? { cursor } : {}),
  };
  const { data: page, error, refetch, isPlaceholderData } = useFlowPage(query, isLegal);
  const isFiltered = status !== undefined || prefix !== "";

  const idsText = page?.flows.map(({ id }) => id).join("\n") ?? "";
  const ids = useMemo(() => (idsText === "" ? NO_IDS : idsText.split("\n")), [idsText]);
  const changes = useRowChanges(ids);
  useReadAgainAfterConfirmation(refetch);

  const filter = (next: { status?: typeof status; prefix?: string | undefined }) =>
    void navigate({
      search: { status, prefix: prefix || undefined, ...next, cursor: undefined },
      replace: true,
    });
  const clear = () => filter({ status: undefined, prefix: undefined });
  return (
    <>
      <div className={pageStyles.head}>
        <h1>{t("flows.title")}</h1>
        {page && page.total !== null && (
          <span className={pageStyles.secondary} role="status">
            {t("flows.total", { count: page.total })}
          </span>
        )}
      </div>
      <Group gap="sm" align="flex-end" role="search" aria-label={t("flows.filter")}>
        <TextInput
          {...SEARCH_FIELD}
          type="search"
          label={t("flows.prefix")}
          value={prefix}
          error={isLegal ? null : t("flows.prefixRule")}
          onChange={(event) => filter({ prefix: event.currentTarget.value || undefined })}
          w={260}
        />
        <SegmentedControl
          aria-label={t("flows.status")}
          value={status ?? "all"}
          onChange={(value) => filter({ status: value === "all" ? undefined : value })}
          data={[
            { value: "all", label: t("flows.all") },
            { value: "active", label: t("flows.statusOf.active") },
            { value: "completed", label: t("flows.statusOf.completed") },
            { value: "failed", label: t("flows.statusOf.failed") },
          ]}
        />
      </Group>
      {error && !page && (
        <ReadProblem what={t("flows.what")} error={error} onTryAgain={() => void refetch()} />
      )}
      {!error && !page && isLegal && <Loading awaited="server" rows={12} />}
      {page && page.flows.length > 0 && (
        <Boundary>
          <FlowTable
            key={JSON.stringify(query)}
            flows={page.flows}
            changes={changes}
            isOld={isPlaceholderData}
          />
        </Boundary>
      )}
      {page?.flows.length === 0 && !isPlaceholderData && (
        <EmptyList isFiltered={isFiltered} isLaterPage={cursor !== undefined} onClear={clear} />
      )}
      {page && (cursor || page.next_cursor) && (
        <nav aria-label={t("flows.pages")} className={pageStyles.actions}>
          {cursor && (
            <Link from="/flows" to="/flows" search={{ status, prefix: prefix || undefined }}>
              {t("flows.firstPage")}
            </Link>
          )}
          {page.next_cursor && (
            <Link
              from="/flows"
              to="/flows"
              search={{ status, prefix: prefix || undefined, cursor: page.next_cursor }}
            >
              {t("flows.nextPage")}
            </Link>
          )}
        </nav>
      )}
    </>
  );
}

interface EmptyProps {
  readonly isFiltered: boolean;
  readonly isLaterPage: boolean;
  readonly onClear: () => void;
}

function EmptyList({ isFiltered, isLaterPage, onClear }: EmptyProps) {
  const { t } = useTranslation();
  if (isLaterPage) return <Notice title={t("flows.cursorEnd")} />;
  if (!isFiltered) {
    return (
      <Notice title={t("flows.empty")}>
        <p>{t("flows.emptyText")}</p>
        <Link to="/catalog">{t("flows.toCatalog")}</Link>
      </Notice>
    );
  }
  return (
    <Notice title={t("flows.noMatch")}>
      <Button variant="default" onClick={onClear}>
        {t("flows.clear")}
      </Button>
    </Notice>
  );
}

/** A flow may end between the read of its row and the confirmed subscription; then the row would stay "running". */
function useReadAgainAfterConfirmation(refetch: () => Promise<unknown>): void {
  const confirmed = useLive((state) => state.rows_confirmed);
  useEffect(() => {
    if (confirmed > 0) void refetch();
  }, [confirmed, refetch]);
}
