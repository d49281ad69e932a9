import { useMatchRoute, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { attributeSelection, readSelection, type CatalogSearch, type Selection } from "./catalogSearch";

export interface CatalogAddress {
  readonly search: CatalogSearch;
  readonly selection: Selection;
  /** The panel at the side: the editor of a step or of a new one, the start of the plan, or what is selected. */
  readonly panel: "editor" | "start" | "inspector" | null;
  /** Changes parts of the address; `isStep` makes it a place to which Back leads. */
  readonly change: (parts: Partial<CatalogSearch>, isStep?: boolean) => void;
  /** Selects these and nothing else, and changes `more` of the address with it. */
  readonly select: (ids: readonly string[], more?: Partial<CatalogSearch>) => void;
  readonly selectAttribute: (name: string) => void;
}

/** The state of the catalog page, which is its address. */
export function useCatalogAddress(): CatalogAddress {
  const search = useSearch({ from: "/catalog" });
  const { id } = useParams({ strict: false });
  const navigate = useNavigate();
  const matchRoute = useMatchRoute();
  const isEditing =
    matchRoute({ to: "/catalog/new" }) !== false || matchRoute({ to: "/catalog/steps/$id/edit" }) !== false;

  const select = search.select;
  const selection = useMemo(() => readSelection(select ?? (id === undefined ? [] : [id])), [select, id]);
  const change = useCallback(
    (parts: Partial<CatalogSearch>, isStep = false) =>
      void navigate({
        to: ".",
        search: (last: CatalogSearch) => ({ ...last, ...parts }),
        replace: !isStep,
        resetScroll: false,
      }),
    [navigate],
  );
  const choose = useCallback(
    (ids: readonly string[], more: Partial<CatalogSearch> = {}) =>
      void navigate({
        to: "/catalog",
        search: (last: CatalogSearch) => ({
          ...last,
          select: ids.length > 0 ? ids : undefined,
          panel: undefined,
          ...more,
        }),
        resetScroll: false,
      }),
    [navigate],
  );
  const selectAttribute = useCallback((name: string) => choose(attributeSelection(name)), [choose]);
  const hasSelection = selection.attribute !== null || selection.steps.size > 0;
  const isStarting = search.panel === "start" && search.goal !== undefined;
  return {
    search,
    selection,
    panel: isEditing ? "editor" : isStarting ? "start" : hasSelection ? "inspector" : null,
    change,
    select: choose,
    selectAttribute,
  };
}
