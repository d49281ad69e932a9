import { consumed, provided, type Step } from "../model/step";

/** An attribute on its way from one step that makes it to one that takes it. */
export interface Wire {
  readonly attribute: string;
  readonly from: string;
  readonly to: string;
  readonly isOptional: boolean;
}

/** The ends of a wire as one text. */
export function wireKey({ attribute, from, to }: Pick<Wire, "attribute" | "from" | "to">): string {
  return JSON.stringify([attribute, from, to]);
}

/** A required input that no step of the catalog makes. */
export interface OpenInput {
  readonly attribute: string;
  readonly step: string;
}

/** An attribute with more wires than this is drawn by stubs that bear its name, until it is lit. */
export const MOST_WIRES = 12;

export interface Wiring {
  readonly wires: readonly Wire[];
  readonly openInputs: readonly OpenInput[];
  /** Attributes with more wires than are drawn at rest. */
  readonly crowded: ReadonlySet<string>;
}

/**
 * The wires between these steps. `isMadeElsewhere` tells of an attribute whether a step outside of them makes it:
 * its input is not open then.
 */
export function wire(steps: Iterable<Step>, isMadeElsewhere: (attribute: string) => boolean): Wiring {
  const all = [...steps];
  const providers = new Map<string, string[]>();
  for (const step of all) {
    for (const { name } of provided(step)) {
      const known = providers.get(name);
      if (known) known.push(step.id);
      else providers.set(name, [step.id]);
    }
  }
  const wires: Wire[] = [];
  const openInputs: OpenInput[] = [];
  const counts = new Map<string, number>();
  for (const step of all) {
    for (const { name, role } of consumed(step)) {
      const from = providers.get(name) ?? [];
      for (const id of from) {
        wires.push({ attribute: name, from: id, to: step.id, isOptional: role === "optional" });
      }
      counts.set(name, (counts.get(name) ?? 0) + from.length);
      if (from.length === 0 && role === "required" && !isMadeElsewhere(name)) {
        openInputs.push({ attribute: name, step: step.id });
      }
    }
  }
  const crowded = [...counts].filter(([, count]) => count > MOST_WIRES).map(([name]) => name);
  return { wires, openInputs, crowded: new Set(crowded) };
}

/** All wires from one card to another as one. */
export interface Bundle {
  readonly from: string;
  readonly to: string;
  readonly wires: readonly Wire[];
  /** Whether all of them are optional. */
  readonly isOptional: boolean;
}

export function bundle(wires: readonly Wire[]): readonly Bundle[] {
  const pairs = new Map<string, Map<string, Wire[]>>();
  for (const one of wires) {
    const ofProvider = pairs.get(one.from) ?? new Map<string, Wire[]>();
    pairs.set(one.from, ofProvider);
    const known = ofProvider.get(one.to);
    if (known) known.push(one);
    else ofProvider.set(one.to, [one]);
  }
  return [...pairs].flatMap(([from, ofProvider]) =>
    [...ofProvider].map(([to, members]) => ({
      from,
      to,
      wires: members,
      isOptional: members.every(({ isOptional }) => isOptional),
    })),
  );
}
