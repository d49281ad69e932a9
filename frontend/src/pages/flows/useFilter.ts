import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import type { FlowFilter } from "../../model/flowFilter";

const route = getRouteApi("/flows");

/** `replace` is for what is being typed: going back skips the letters. */
export type SetFilter = (filter: FlowFilter, how?: "replace") => void;

/** The filter of the address; changing it is a step that one can go back from. */
export function useFilter(): readonly [FlowFilter, SetFilter] {
  const filter: FlowFilter = route.useSearch();
  const navigate = route.useNavigate();
  const setFilter = useCallback<SetFilter>(
    (search, how) => void navigate({ search: { ...search }, replace: how === "replace" }),
    [navigate],
  );
  return [filter, setFilter];
}
