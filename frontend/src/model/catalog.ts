import { readObject, readText, type RecordedEvent } from "./event";
import { readInstant, type Instant } from "./instants";
import type { JsonObject } from "./json";
import { NO_EDGES, readGraph, readSteps, type Edges, type Graph } from "./plan";
import { consumed, provided, readStep, type Step } from "./step";

/** The registered steps and how attribute names wire them. */
export interface Catalog {
  readonly steps: ReadonlyMap<string, Step>;
  readonly attributes: Graph;
  readonly last_updated: Instant | null;
  /** The state holds all events below this sequence. */
  readonly next_sequence: number;
}

/** The catalog of an answer of `GET /engine/catalog` or of the state of a subscription. */
export function readCatalog(state: JsonObject, nextSequence: number): Catalog {
  return {
    steps: readSteps(state["steps"]),
    attributes: readGraph(state["attributes"]),
    last_updated: readInstant(state["last_updated"]),
    next_sequence: nextSequence,
  };
}

export const EMPTY_CATALOG: Catalog = readCatalog({}, 0);

export function evolveCatalog(catalog: Catalog, event: RecordedEvent): Catalog {
  return evolveCatalogAll(catalog, [event]);
}

/**
 * The catalog after a batch of events (`events.md`, section 4.2). An import changes thousands of steps at once,
 * so the maps are copied once for the batch and not once for each event.
 */
export function evolveCatalogAll(catalog: Catalog, events: readonly RecordedEvent[]): Catalog {
  const steps = new Map(catalog.steps);
  const attributes = new Map(catalog.attributes);
  let { last_updated, next_sequence } = catalog;
  for (const { type, data, sequence, timestamp } of events) {
    if (sequence < next_sequence) continue;
    next_sequence = sequence + 1;
    if (type === "step_unregistered") {
      const id = readText(data["step_id"]);
      moveEdges(attributes, steps.get(id), undefined);
      steps.delete(id);
    } else if (type === "step_registered" || type === "step_updated") {
      const step = readStep(readObject(data["step"]));
      moveEdges(attributes, steps.get(step.id), step);
      steps.set(step.id, step);
    } else continue;
    last_updated = timestamp;
  }
  return { steps, attributes, last_updated, next_sequence };
}

/** Takes the edges of the old definition out of the graph and puts those of the new one in. */
function moveEdges(graph: Map<string, Edges>, before: Step | undefined, after: Step | undefined): void {
  const providedBefore = names(before && provided(before));
  const providedAfter = names(after && provided(after));
  const consumedBefore = names(before && consumed(before));
  const consumedAfter = names(after && consumed(after));
  const id = after?.id ?? before?.id ?? "";
  for (const name of new Set([...providedBefore, ...consumedBefore, ...providedAfter, ...consumedAfter])) {
    const edges = graph.get(name) ?? NO_EDGES;
    const moved = {
      providers: withMember(edges.providers, id, providedAfter.has(name)),
      consumers: withMember(edges.consumers, id, consumedAfter.has(name)),
    };
    if (moved.providers.length + moved.consumers.length === 0) graph.delete(name);
    else graph.set(name, moved);
  }
}

function names(attributes: readonly { readonly name: string }[] | undefined): ReadonlySet<string> {
  return new Set(attributes?.map(({ name }) => name));
}

function withMember(members: readonly string[], id: string, isMember: boolean): readonly string[] {
  if (members.includes(id) === isMember) return members;
  return isMember ? [...members, id] : members.filter((member) => member !== id);
}
