import { readObject, readText } from "./event";
import type { Graph, Plan } from "./plan";
import { compareText, consumed, type Step } from "./step";

/**
 * What an input does with a step that makes its attribute. `needed`: it is required. `used`: it is optional.
 * `awaited`: its policy is `none`, so the consumer waits until the maker has made nothing.
 */
export type Taking = "needed" | "used" | "awaited";

/** One wire on the way from a step to a goal. */
export interface Link {
  readonly attribute: string;
  readonly consumer: string;
  readonly taking: Taking;
}

/** The wires from a step to a goal; the last one ends at the goal. Never empty. */
export type Chain = readonly Link[];

/** Why a step is in a plan or not (`ui.md`, section 11.1). `names` are attributes, sorted as the server sends them. */
export type PlanReason =
  | { readonly kind: "goal" }
  /** A goal that is done from the start, because all its outputs are given. */
  | { readonly kind: "goalDone"; readonly names: readonly string[] }
  | { readonly kind: "goalBlocked"; readonly names: readonly string[] }
  | { readonly kind: "provider"; readonly chain: Chain }
  /** In the plan, and the page cannot tell the chain: only the server has judged the gates. */
  | { readonly kind: "planned" }
  | { readonly kind: "satisfied"; readonly names: readonly string[] }
  | {
      readonly kind: "missing";
      /** Not given, and no step of the catalog makes them. */
      readonly unprovided: readonly string[];
      /** Not given, and none of the steps that make them can run. */
      readonly unmade: readonly string[];
    }
  | { readonly kind: "blocked"; readonly names: readonly string[] }
  /** Not a step of this plan itself, but of the child plans of these flow steps. */
  | { readonly kind: "inside"; readonly flowSteps: readonly string[] }
  | { readonly kind: "notReached" };

export interface StepInPlan {
  readonly inPlan: boolean;
  readonly isGoal: boolean;
  readonly reason: PlanReason;
}

/** What the reasons follow from: the plan, what was given for it, and who provides what in the whole catalog. */
export interface PlanCase {
  readonly plan: Plan;
  /** Names of the attributes that have an initial value. */
  readonly given: ReadonlySet<string>;
  readonly catalog: Graph;
}

/** Why each of the steps is in the plan or not. Costs time in proportion to the steps and the wires of the plan. */
export function planReasons(planCase: PlanCase, ids: Iterable<string>): ReadonlyMap<string, StepInPlan> {
  const { plan } = planCase;
  const chains = shortestChains(planCase);
  const inside = stepsInside(plan);
  const goals = new Set(plan.goals);
  const found = new Map<string, StepInPlan>();
  for (const id of ids) {
    const isGoal = goals.has(id);
    found.set(id, { inPlan: plan.steps.has(id), isGoal, reason: reasonOf(id, isGoal) });
  }
  return found;

  function reasonOf(id: string, isGoal: boolean): PlanReason {
    const { satisfied, blocked, missing } = plan.excluded;
    const given = satisfied.get(id);
    const unwanted = blocked.get(id);
    const lacking = missing.get(id);
    if (isGoal) {
      if (unwanted) return { kind: "goalBlocked", names: unwanted };
      return given ? { kind: "goalDone", names: given } : { kind: "goal" };
    }
    if (plan.steps.has(id)) {
      const chain = chains.get(id);
      return chain ? { kind: "provider", chain } : { kind: "planned" };
    }
    if (unwanted) return { kind: "blocked", names: unwanted };
    if (given) return { kind: "satisfied", names: given };
    if (lacking) {
      const isUnprovided = (name: string) => (planCase.catalog.get(name)?.providers.length ?? 0) === 0;
      return {
        kind: "missing",
        unprovided: lacking.filter(isUnprovided),
        unmade: lacking.filter((name) => !isUnprovided(name)),
      };
    }
    const flowSteps = inside.get(id);
    return flowSteps ? { kind: "inside", flowSteps } : { kind: "notReached" };
  }
}

/** All chains from a step to the goals, the shortest first; at most `limit`, and whether there are more. */
export function allChains(
  planCase: PlanCase,
  id: string,
  limit: number,
): { readonly chains: readonly Chain[]; readonly hasMore: boolean } {
  const { plan } = planCase;
  const goals = new Set(plan.goals);
  const wires = wiresOf(planCase);
  const chains: Chain[] = [];
  // By length, so that a cut list holds the shortest. The plan has no cycles.
  let paths: { readonly at: string; readonly links: Chain }[] = [{ at: id, links: [] }];
  while (paths.length > 0 && chains.length <= limit) {
    const longer: typeof paths = [];
    for (const { at, links } of paths) {
      for (const link of linksFrom(wires, at)) {
        const path = [...links, link];
        if (goals.has(link.consumer)) chains.push(path);
        if (longer.length < limit * 4) longer.push({ at: link.consumer, links: path });
      }
    }
    paths = longer;
  }
  return { chains: chains.slice(0, limit), hasMore: chains.length > limit };
}

interface Wires {
  /** What certainly made the server choose the maker. */
  readonly certain: ReadonlyMap<string, readonly Link[]>;
  /** Wires of inputs that have a given value and a gate, which only the server can judge. */
  readonly doubtful: ReadonlyMap<string, readonly Link[]>;
}

function linksFrom({ certain, doubtful }: Wires, id: string): readonly Link[] {
  return certain.get(id) ?? doubtful.get(id) ?? [];
}

/** The wires of the plan by maker; those that a given value makes needless are not among them. */
function wiresOf({ plan, given }: PlanCase): Wires {
  const certain = new Map<string, Link[]>();
  const doubtful = new Map<string, Link[]>();
  const consumers = [...plan.steps.values()].sort((a, b) => compareText(a.id, b.id));
  for (const step of consumers) {
    for (const { name, role, config } of consumed(step)) {
      const collect = config["collect"] || "first";
      const isGated = config["match"] !== undefined && config["match"] !== null;
      if (collect === "first" && given.has(name) && !isGated) continue;
      const wires = collect === "first" && given.has(name) ? doubtful : certain;
      const taking = collect === "none" ? "awaited" : role === "required" ? "needed" : "used";
      for (const provider of plan.attributes.get(name)?.providers ?? []) {
        const links = wires.get(provider) ?? [];
        links.push({ attribute: name, consumer: step.id, taking });
        wires.set(provider, links);
      }
    }
  }
  for (const links of [...certain.values(), ...doubtful.values()]) links.sort(strongestFirst);
  return { certain, doubtful };
}

const STRENGTH: readonly Taking[] = ["needed", "used", "awaited"];

function strongestFirst(a: Link, b: Link): number {
  return (
    STRENGTH.indexOf(a.taking) - STRENGTH.indexOf(b.taking) ||
    compareText(a.consumer, b.consumer) ||
    compareText(a.attribute, b.attribute)
  );
}

/** The shortest chain of each planned step that is no goal; of equally short ones the one with the stronger first link. */
function shortestChains(planCase: PlanCase): ReadonlyMap<string, Chain> {
  const { plan } = planCase;
  const wires = wiresOf(planCase);
  const lengths = new Map<string, number>(plan.goals.map((goal) => [goal, 0]));
  const best = new Map<string, Link>();
  const makers = [...plan.steps.keys()].filter((id) => !lengths.has(id));
  // Backwards from the goals, level by level: each step is looked at once for each wire that leaves it.
  const makersOf = new Map<string, { readonly maker: string; readonly link: Link }[]>();
  for (const maker of makers) {
    for (const link of linksFrom(wires, maker)) {
      const list = makersOf.get(link.consumer) ?? [];
      list.push({ maker, link });
      makersOf.set(link.consumer, list);
    }
  }
  let level = [...lengths.keys()];
  for (let length = 1; level.length > 0; length += 1) {
    const next: string[] = [];
    for (const consumer of level) {
      for (const { maker, link } of makersOf.get(consumer) ?? []) {
        const known = lengths.get(maker);
        if (known === undefined) {
          lengths.set(maker, length);
          next.push(maker);
        } else if (known < length) continue;
        const before = best.get(maker);
        if (!before || strongestFirst(link, before) < 0) best.set(maker, link);
      }
    }
    level = next;
  }
  const chains = new Map<string, Chain>();
  const goals = new Set(plan.goals);
  for (const maker of makers) {
    const chain: Link[] = [];
    for (
      let link = best.get(maker);
      link;
      link = goals.has(link.consumer) ? undefined : best.get(link.consumer)
    ) {
      chain.push(link);
    }
    if (chain.length > 0) chains.set(maker, chain);
  }
  return chains;
}

/** The flow steps of the plan, by the id of each step that their child plans hold at any depth. */
function stepsInside(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const inside = new Map<string, string[]>();
  for (const [flowStep, child] of plan.children) {
    for (const id of new Set([...child.steps.keys(), ...stepsInside(child).keys()])) {
      inside.set(id, [...(inside.get(id) ?? []), flowStep]);
    }
  }
  return inside;
}

/** What a child plan is given: the names that its flow step is sure to bring (`execution.md`, section 2.6). */
export function givenToChild(flowStep: Step): ReadonlySet<string> {
  const names = flowStep.attributes.flatMap(({ name, role, config }) => {
    const inner = innerName(name, config);
    switch (role) {
      case "required":
        return config["collect"] === "none" ? [] : [inner];
      case "optional":
        return config["default"] ? [inner] : [];
      case "const":
        return [name];
      case "meta":
        return ALWAYS_THERE.has(readText(config["key"])) ? [name] : [];
      case "output":
        return [];
    }
  });
  return new Set(names);
}

const ALWAYS_THERE: ReadonlySet<string> = new Set(["flow_id", "step_id", "receipt_token"]);

function innerName(name: string, config: Step["stored"]): string {
  return readText(readObject(config["mapping"])["name"]) || name;
}
