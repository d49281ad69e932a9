import type { Catalog } from "../../model/catalog";
import { compareText } from "../../model/step";

export interface KnownName {
  readonly name: string;
  /** Empty for none. */
  readonly type: string;
  /** The steps that make it, or for an output those that need it. */
  readonly steps: readonly string[];
}

/**
 * Names for a new attribute: for an input what the catalog makes, for an output what is needed and nobody makes yet.
 * `stepId` is the edited step: its own stored form does not count.
 */
export function knownNames(catalog: Catalog, role: string, stepId: string): readonly KnownName[] {
  const isOutput = role === "output";
  const names: KnownName[] = [];
  for (const [name, { providers, consumers }] of catalog.attributes) {
    const makers = providers.filter((id) => id !== stepId);
    const takers = consumers.filter((id) => id !== stepId);
    const steps = isOutput ? (makers.length === 0 ? takers : []) : makers;
    if (steps.length > 0) names.push({ name, type: typeIn(catalog, name, steps), steps });
  }
  return names.sort((a, b) => compareText(a.name, b.name));
}

export interface OtherType {
  readonly type: string;
  readonly steps: readonly string[];
}

/** The type that other steps give an attribute, when it differs: they must all have one type. */
export function otherType(catalog: Catalog, name: string, type: string, stepId: string): OtherType | null {
  const byType = new Map<string, string[]>();
  for (const step of catalog.steps.values()) {
    if (step.id === stepId) continue;
    const attribute = step.attributes.find((known) => known.name === name);
    if (!attribute || attribute.type === type) continue;
    byType.set(attribute.type, [...(byType.get(attribute.type) ?? []), step.id]);
  }
  const [first] = byType;
  return first ? { type: first[0], steps: first[1] } : null;
}

function typeIn(catalog: Catalog, name: string, steps: readonly string[]): string {
  for (const id of steps) {
    const attribute = catalog.steps.get(id)?.attributes.find((known) => known.name === name);
    if (attribute) return attribute.type;
  }
  return "";
}
