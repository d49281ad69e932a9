import { useDeferredValue, useMemo } from "react";
import { usePlan } from "../../data/queries";
import type { Catalog } from "../../model/catalog";
import { mergedHealth, type Cluster } from "../../model/cluster";
import { neighbourhood } from "../../model/neighbours";
import { idsInScope, parseScope, scopeGoals, type Scope } from "../../model/scope";
import { compareText, type Step } from "../../model/step";
import { searchSteps } from "../../model/stepSearch";

/** Up to so many steps the page opens with all of them. */
export const MOST_AT_ONCE = 300;
const AROUND_LEVELS = 2;

export interface ShownSteps {
  readonly scope: Scope;
  /** Steps of the scope, by id. */
  readonly inScope: readonly Step[];
  /** Those of them that the search finds, best first. */
  readonly found: readonly Step[];
  /** What the graph lays out; the found ones among them are drawn. */
  readonly drawn: readonly Step[];
  /** Ids of the found steps; null when the search is empty. */
  readonly foundIds: ReadonlySet<string> | null;
  /** Whether there are too many to open with, and a list stands beside the graph. */
  readonly isMany: boolean;
  /** The step around which the graph shows the catalog; null when it shows all. */
  readonly centre: string | null;
  /** The plan that a `goal:` of the scope needs, when it failed. */
  readonly planError: Error | null;
}

interface Wish {
  readonly q: string;
  readonly scope: string;
  readonly isAll: boolean;
  /** With collapsed groups there are few cards, however many steps. */
  readonly isGrouped: boolean;
  readonly selected: ReadonlySet<string>;
  /** The centre of the picture that is on display. */
  readonly lastCentre: string | null;
}

const NO_INIT = {};

/** The set of steps that graph, table and outline share. */
export function useShownSteps(catalog: Catalog | null, cluster: Cluster | null, wish: Wish): ShownSteps {
  const scope = useMemo(() => parseScope(wish.scope), [wish.scope]);
  const goals = useMemo(() => scopeGoals(scope), [scope]);
  const plan = usePlan(goals, NO_INIT);
  const planned = plan.data?.steps ?? null;
  // Only a scope that asks for health is made anew when some step's health changes.
  const usedCluster = scope.terms.some(({ kind }) => kind === "health") ? cluster : null;
  const inScope = useMemo(() => {
    if (!catalog) return [];
    const ids = idsInScope(scope, {
      catalog,
      planned: planned && new Set(planned.keys()),
      healthOf: ({ id }) => (usedCluster && mergedHealth(usedCluster, id)?.status) ?? "unknown",
    });
    const steps = [...catalog.steps.values()].filter(({ id }) => ids?.has(id) ?? true);
    return steps.sort((a, b) => compareText(a.id, b.id));
  }, [catalog, scope, planned, usedCluster]);

  const query = useDeferredValue(wish.q);
  const found = useMemo(() => searchSteps(inScope, query), [inScope, query]);
  const foundIds = useMemo(() => (query === "" ? null : new Set(found.map(({ id }) => id))), [found, query]);

  const isMany = inScope.length > MOST_AT_ONCE && !wish.isAll;
  const isAround = isMany && !wish.isGrouped;
  const centre = isAround ? centreOf(catalog, wish, found) : null;
  const drawn = useMemo(() => {
    if (!isAround || !catalog) return inScope;
    if (centre === null) return [];
    const around = neighbourhood(catalog, centre, AROUND_LEVELS);
    return inScope.filter(({ id }) => around.has(id)).slice(0, MOST_AT_ONCE);
  }, [catalog, inScope, isAround, centre]);
  return {
    scope,
    inScope,
    found,
    drawn,
    foundIds: isAround ? null : foundIds,
    isMany,
    centre,
    planError: plan.error,
  };
}

/** A step that is selected within the picture does not move it; one outside of it becomes the centre. */
function centreOf(catalog: Catalog | null, wish: Wish, found: readonly Step[]): string | null {
  if (!catalog) return null;
  const { lastCentre } = wish;
  const around = lastCentre === null ? null : neighbourhood(catalog, lastCentre, AROUND_LEVELS);
  const [selected] = wish.selected;
  if (selected !== undefined && catalog.steps.has(selected)) {
    return around?.has(selected) ? lastCentre : selected;
  }
  if (lastCentre !== null && around && around.size > 0) return lastCentre;
  return found[0]?.id ?? null;
}
