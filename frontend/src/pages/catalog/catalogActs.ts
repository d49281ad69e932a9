import { createContext, useContext } from "react";

/** What the parts of the page ask of it. */
export interface CatalogActs {
  /** Selects a step and brings it into view. */
  readonly open: (id: string) => void;
  readonly selectAttribute: (name: string) => void;
  /** Lights up the wires of an attribute; null when it is no longer pointed at. */
  readonly light: (attribute: string | null) => void;
  readonly nameOf: (id: string) => string;
  readonly addToScope: (kind: "up" | "down" | "step", id: string) => void;
  /** Shows these steps and no others. */
  readonly showOnly: (ids: readonly string[]) => void;
  readonly askToDelete: (ids: readonly string[]) => void;
  readonly toggleGoal: (id: string) => void;
  readonly close: () => void;
}

export const CatalogActsContext = createContext<CatalogActs | null>(null);

export function useCatalogActs(): CatalogActs {
  const acts = useContext(CatalogActsContext);
  if (!acts) throw new Error("a part of the catalog page stands outside of it");
  return acts;
}
