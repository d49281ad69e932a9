import { choiceParam, textParam, type SearchParams } from "../search";

export const CLUSTER_TABS = ["nodes", "health"] as const;

export interface ClusterSearch {
  readonly tab?: (typeof CLUSTER_TABS)[number] | undefined;
  /** Scope of the health table, as in the catalog. */
  readonly scope?: string | undefined;
  readonly q?: string | undefined;
}

export function readClusterSearch({ tab, scope, q }: SearchParams): ClusterSearch {
  return { tab: choiceParam(tab, CLUSTER_TABS), scope: textParam(scope), q: textParam(q) };
}
