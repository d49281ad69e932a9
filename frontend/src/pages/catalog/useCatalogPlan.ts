import { useCallback, useEffect, useMemo, type RefObject } from "react";
import type { GraphHandle } from "../../graph/StepGraph";
import { usePlanLook } from "../../plan/usePlanLook";
import { usePlanMode } from "../../plan/usePlanMode";
import type { CatalogAddress } from "./useCatalogAddress";

const NO_GOALS: readonly string[] = [];

/** Plan mode over the address of the catalog; the view follows the plan, unless the user has moved it. */
export function useCatalogPlan(
  { search, change }: CatalogAddress,
  graph: RefObject<GraphHandle | null>,
  /** Counts the pictures whose final places are there: only then the plan has a place to look at. */
  arranged: number,
) {
  const goals = useMemo(() => [...new Set(search.goal ?? NO_GOALS)], [search.goal]);
  const mode = usePlanMode({
    goals,
    initText: search.init,
    origin: undefined,
    onGoals: useCallback(
      (next: readonly string[]) =>
        change(
          next.length > 0 ? { goal: next } : { goal: undefined, init: undefined, panel: undefined },
          true,
        ),
      [change],
    ),
    onInitText: useCallback((text: string | undefined) => change({ init: text }), [change]),
  });
  const planLook = usePlanLook(mode);
  const planned = mode.plan?.steps;
  useEffect(() => {
    if (planned && planned.size > 0) graph.current?.fit(planned.keys(), true);
  }, [graph, planned, arranged]);
  return { mode, planLook };
}
