import type { Catalog } from "../model/catalog";
import { searchItems } from "../model/paletteSearch";
import { compareText } from "../model/step";

export const KINDS = ["action", "page", "step", "flow", "attribute", "label"] as const;
export type EntryKind = (typeof KINDS)[number];

/** One line of the palette. */
export interface Entry {
  /** Unique, and the same in the next session. */
  readonly key: string;
  readonly kind: EntryKind;
  readonly title: string;
  /** The id of a step, who makes an attribute: searched too. */
  readonly note: string;
  /** Keys that do the same. */
  readonly keys: string;
  readonly act: () => void;
}

/** Lines of one kind that are shown at once. */
const MOST_OF_A_KIND = 8;

export interface Found {
  readonly kind: EntryKind;
  readonly entries: readonly Entry[];
}

/** The best entries for a query by kind; the kind with the best one comes first. Without a query, what was chosen last. */
export function findEntries(
  entries: readonly Entry[],
  query: string,
  recent: readonly string[],
): readonly Found[] {
  const places = new Map(recent.map((key, place) => [key, place]));
  const recency = ({ key }: Entry) => places.get(key) ?? Infinity;
  const isBare = query.trim() === "";
  return KINDS.map((kind) => {
    const ofKind = entries.filter(
      (entry) =>
        entry.kind === kind && (!isBare || kind === "action" || kind === "page" || places.has(entry.key)),
    );
    const ranked = searchItems(ofKind, query, MOST_OF_A_KIND, ({ title, note }) => [title, note], recency);
    return { kind, entries: ranked.map(({ item }) => item), best: ranked[0]?.rank ?? Infinity };
  })
    .filter((found) => found.entries.length > 0)
    .sort((a, b) => a.best - b.best);
}

export interface CatalogWays {
  readonly onStep: (id: string) => void;
  readonly onAttribute: (name: string) => void;
  readonly onLabel: (label: string) => void;
  readonly madeBy: (steps: string) => string;
  readonly stepsWith: (count: number) => string;
}

/** Steps, attributes and labels of the catalog as entries. */
export function catalogEntries(catalog: Catalog, ways: CatalogWays): readonly Entry[] {
  const labels = new Map<string, number>();
  const steps = [...catalog.steps.values()].map((step): Entry => {
    for (const [key, value] of Object.entries(step.labels)) {
      const label = `${key}=${value}`;
      labels.set(label, (labels.get(label) ?? 0) + 1);
    }
    return {
      key: `step ${step.id}`,
      kind: "step",
      title: step.name,
      note: step.name === step.id ? "" : step.id,
      keys: "",
      act: () => ways.onStep(step.id),
    };
  });
  const nameOf = (id: string) => catalog.steps.get(id)?.name ?? id;
  const attributes = [...catalog.attributes].map(([name, { providers }]): Entry => ({
    key: `attribute ${name}`,
    kind: "attribute",
    title: name,
    note: providers.length > 0 ? ways.madeBy(providers.slice(0, 3).map(nameOf).join(", ")) : "",
    keys: "",
    act: () => ways.onAttribute(name),
  }));
  const labelled = [...labels].map(([label, count]): Entry => ({
    key: `label ${label}`,
    kind: "label",
    title: label,
    note: ways.stepsWith(count),
    keys: "",
    act: () => ways.onLabel(label),
  }));
  const byTitle = (a: Entry, b: Entry) => compareText(a.title, b.title);
  return [...steps.sort(byTitle), ...attributes.sort(byTitle), ...labelled.sort(byTitle)];
}
