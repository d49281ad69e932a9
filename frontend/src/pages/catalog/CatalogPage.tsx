import { Button, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog, useCluster } from "../../data/live";
import { searchSteps } from "../../model/stepSearch";
import { Boundary } from "../../ui/Boundary";
import { SEARCH_FIELD } from "../../ui/KeysHelp";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { FirstRun } from "./FirstRun";
import { StepTable } from "./StepTable";

const route = getRouteApi("/catalog");

/** What can be made, from what, by which step. */
export function CatalogPage() {
  const { t } = useTranslation();
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const catalog = useCatalog();
  const cluster = useCluster();
  const query = useDeferredValue(q);
  const found = useMemo(() => (catalog ? searchSteps(catalog.steps.values(), query) : []), [catalog, query]);
  usePageTitle(t("catalog.title"));

  const search = (text: string) => void navigate({ search: { q: text || undefined }, replace: true });
  const total = catalog?.steps.size ?? 0;
  const isFirstRun = catalog !== null && total === 0;
  return (
    <>
      <div className={pageStyles.head}>
        <h1>{t("catalog.title")}</h1>
        {catalog && !isFirstRun && (
          <span className={pageStyles.secondary} role="status">
            {q ? t("catalog.matches", { count: found.length, total }) : t("catalog.count", { count: total })}
          </span>
        )}
      </div>
      {!isFirstRun && (
        <TextInput
          {...SEARCH_FIELD}
          type="search"
          aria-label={t("catalog.search")}
          placeholder={t("catalog.searchHint")}
          leftSection={<Search size={16} aria-hidden />}
          value={q}
          onChange={(event) => search(event.currentTarget.value)}
          maw={420}
        />
      )}
      {!catalog && <Loading awaited="connection" rows={10} />}
      {isFirstRun && <FirstRun />}
      {catalog && found.length > 0 && (
        <Boundary>
          <StepTable steps={found} cluster={cluster} />
        </Boundary>
      )}
      {total > 0 && found.length === 0 && (
        <Notice title={t("catalog.noMatch", { query })}>
          <Button variant="default" onClick={() => search("")}>
            {t("catalog.clear")}
          </Button>
        </Notice>
      )}
    </>
  );
}
