import type { Catalog } from "./catalog";
import { searchSteps } from "./stepSearch";
import { compareText, type Step } from "./step";

/** Something that one may want: a step, or an attribute, which stands for the steps that make it. */
export type Wish =
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "attribute"; readonly name: string; readonly makers: readonly Step[] };

/** Wishes that match a query: attributes that begin with it and can be made, then steps, then the other attributes. */
export function searchWishes(catalog: Catalog, query: string, limit: number): readonly Wish[] {
  const word = query.trim().toLowerCase();
  const attributes = word === "" ? [] : searchMadeAttributes(catalog, word);
  const isNear = (wish: Wish) => wish.kind === "attribute" && wish.name.toLowerCase().startsWith(word);
  const steps = searchSteps(catalog.steps.values(), query).map((step): Wish => ({ kind: "step", step }));
  const isExact = (wish: Wish) =>
    wish.kind === "step" &&
    [wish.step.id, wish.step.name].some((name) => name.toLowerCase().startsWith(word));
  return [
    ...(word === "" ? [] : steps.filter(isExact)),
    ...attributes.filter(isNear),
    ...(word === "" ? steps : steps.filter((wish) => !isExact(wish))),
    ...attributes.filter((wish) => !isNear(wish)),
  ].slice(0, limit);
}

function searchMadeAttributes(catalog: Catalog, word: string): readonly Wish[] {
  const found: Wish[] = [];
  for (const [name, { providers }] of catalog.attributes) {
    if (providers.length === 0 || !name.toLowerCase().includes(word)) continue;
    found.push({ kind: "attribute", name, makers: providers.flatMap((id) => catalog.steps.get(id) ?? []) });
  }
  return found.sort((a, b) =>
    a.kind === "attribute" && b.kind === "attribute" ? compareText(a.name, b.name) : 0,
  );
}

/** The goals that a wish stands for. */
export function goalsOf(wish: Wish): readonly string[] {
  return wish.kind === "step" ? [wish.step.id] : wish.makers.map(({ id }) => id);
}
