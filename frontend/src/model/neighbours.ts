import type { Catalog } from "./catalog";
import { NO_EDGES } from "./plan";
import { consumed, provided, type Step } from "./step";

/** The steps that make what this one takes. */
export function providersOf(catalog: Catalog, id: string): readonly string[] {
  return across(catalog, id, consumed, "providers");
}

/** The steps that take what this one makes. */
export function consumersOf(catalog: Catalog, id: string): readonly string[] {
  return across(catalog, id, provided, "consumers");
}

function across(
  catalog: Catalog,
  id: string,
  attributesOf: typeof consumed,
  end: "providers" | "consumers",
): readonly string[] {
  const step = catalog.steps.get(id);
  if (!step) return [];
  const found = new Set<string>();
  for (const { name } of attributesOf(step)) {
    for (const other of (catalog.attributes.get(name) ?? NO_EDGES)[end]) found.add(other);
  }
  return [...found];
}

/** All that is reached from the starts in so many levels, with the level of each. */
export function within(
  starts: Iterable<string>,
  levels: number,
  next: (id: string) => readonly string[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const id of starts) found.set(id, 0);
  // A map is walked in the order of insertion, and what is added on the way is walked too.
  for (const [id, level] of found) {
    if (level >= levels) continue;
    for (const other of next(id)) if (!found.has(other)) found.set(other, level + 1);
  }
  return found;
}

/** The steps around one, whichever way the wires run. */
export function neighbourhood(catalog: Catalog, id: string, levels: number): ReadonlySet<string> {
  if (!catalog.steps.has(id)) return new Set();
  const around = within([id], levels, (one) => [...providersOf(catalog, one), ...consumersOf(catalog, one)]);
  return new Set(around.keys());
}

/** Whether a required input has no step that makes it. */
export function isUnwired(catalog: Catalog, step: Step): boolean {
  return consumed(step).some(
    ({ name, role }) =>
      role === "required" && (catalog.attributes.get(name) ?? NO_EDGES).providers.length === 0,
  );
}
