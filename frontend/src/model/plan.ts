import { readObject, readTexts } from "./event";
import { isJsonObject, type Json } from "./json";
import { readStep, type Step } from "./step";

/** Who makes an attribute and who takes it. */
export interface Edges {
  readonly providers: readonly string[];
  readonly consumers: readonly string[];
}

/** Attribute name to its edges. */
export type Graph = ReadonlyMap<string, Edges>;

/** The steps that a flow needs, frozen when it starts (`api.md`, section 5.2). */
export interface Plan {
  readonly goals: readonly string[];
  /** Initial values that are still missing. */
  readonly required: readonly string[];
  readonly steps: ReadonlyMap<string, Step>;
  readonly attributes: Graph;
  readonly excluded: Excluded;
  /** The plan of the goals of each planned flow step. */
  readonly children: ReadonlyMap<string, Plan>;
}

/** Steps that a plan leaves out, with the names that are the reason. */
export interface Excluded {
  /** All outputs are given: the outputs. */
  readonly satisfied: ReadonlyMap<string, readonly string[]>;
  /** Inputs that are given though the step wants none of them. */
  readonly blocked: ReadonlyMap<string, readonly string[]>;
  /** Required inputs that nothing can bring. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
}

/** Maps and not records, because ids and names are foreign: `constructor` is a legal one. */
export function readPlan(value: Json | undefined): Plan {
  const plan = readObject(value);
  return {
    goals: readTexts(plan["goals"]),
    required: readTexts(plan["required"]),
    steps: readSteps(plan["steps"]),
    attributes: readGraph(plan["attributes"]),
    excluded: readExcluded(plan["excluded"]),
    children: new Map(
      Object.entries(readObject(plan["children"])).map(([id, child]) => [id, readPlan(child)]),
    ),
  };
}

function readExcluded(value: Json | undefined): Excluded {
  const excluded = readObject(value);
  const namesById = (reason: Json | undefined) =>
    new Map(Object.entries(readObject(reason)).map(([id, names]) => [id, readTexts(names)]));
  return {
    satisfied: namesById(excluded["satisfied"]),
    blocked: namesById(excluded["blocked"]),
    missing: namesById(excluded["missing"]),
  };
}

export function readSteps(value: Json | undefined): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  for (const [id, stored] of Object.entries(readObject(value))) {
    if (isJsonObject(stored)) steps.set(id, readStep(stored));
  }
  return steps;
}

export function readGraph(value: Json | undefined): Graph {
  const graph = new Map<string, Edges>();
  for (const [name, edges] of Object.entries(readObject(value))) {
    const { providers, consumers } = readObject(edges);
    graph.set(name, { providers: readTexts(providers), consumers: readTexts(consumers) });
  }
  return graph;
}

export const NO_EDGES: Edges = { providers: [], consumers: [] };
