import type { Catalog } from "./catalog";
import { NO_EDGES } from "./plan";
import { childGoals, consumed, provided } from "./step";

/** What the removal of steps does to the others. */
export interface DeletionEffects {
  /** Inputs that lose their last provider: attribute and the steps that take it. */
  readonly orphaned: readonly { readonly attribute: string; readonly consumers: readonly string[] }[];
  /** Flow steps that name one of them as a goal. */
  readonly goalOf: readonly string[];
}

export function deletionEffects(catalog: Catalog, removed: ReadonlySet<string>): DeletionEffects {
  const made = new Set<string>();
  for (const id of removed) {
    const step = catalog.steps.get(id);
    if (step) for (const { name } of provided(step)) made.add(name);
  }
  const orphaned = [...made].sort().flatMap((attribute) => {
    const { providers, consumers } = catalog.attributes.get(attribute) ?? NO_EDGES;
    const left = consumers.filter((id) => !removed.has(id));
    const isOrphaned = left.length > 0 && providers.every((id) => removed.has(id));
    return isOrphaned ? [{ attribute, consumers: left }] : [];
  });
  const goalOf = [...catalog.steps.values()]
    .filter((step) => !removed.has(step.id) && childGoals(step).some((goal) => removed.has(goal)))
    .map(({ id }) => id);
  return { orphaned, goalOf };
}

/** The steps at both ends of an attribute that are selected with it. */
export function attributeSteps(catalog: Catalog, attribute: string): readonly string[] {
  const { providers, consumers } = catalog.attributes.get(attribute) ?? NO_EDGES;
  return [...new Set([...providers, ...consumers])];
}

/** What several steps need from outside and make for outside, taken together. */
export function unionOf(catalog: Catalog, ids: Iterable<string>) {
  const steps = [...ids].flatMap((id) => catalog.steps.get(id) ?? []);
  const made = new Set(steps.flatMap((step) => provided(step).map(({ name }) => name)));
  const taken = new Set(steps.flatMap((step) => consumed(step).map(({ name }) => name)));
  return { steps, needs: [...taken].filter((name) => !made.has(name)).sort(), makes: [...made].sort() };
}
