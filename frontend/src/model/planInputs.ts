import { readText } from "./event";
import { parseJson, type Json } from "./json";
import { NO_EDGES, type Graph, type Plan } from "./plan";
import { compareText, consumed, type Step } from "./step";

/** In the order in which a plan's inputs are shown (`ui.md`, section 11.1). */
export const INPUT_GROUPS = ["missing", "given", "optional", "made"] as const;

/**
 * `missing`: the start waits for it. `given`: it has a value. `optional`: a step may take it. `made`: the plan makes
 * it, and a given value would come before what is made.
 */
export type InputGroup = (typeof INPUT_GROUPS)[number];

/** Where a field stands: in its group, or before all of them among those of the steps that shall run alone. */
export const INPUT_SECTIONS = ["own", ...INPUT_GROUPS] as const;
export type InputSection = (typeof INPUT_SECTIONS)[number];

export interface Consumer {
  readonly step: Step;
  readonly role: "required" | "optional";
  /** `first`, `last`, `some`, `all` or `none`. */
  readonly collect: string;
}

export interface PlanInput {
  readonly name: string;
  /** Declared type; empty for none, which is as good as `any`. */
  readonly type: string;
  readonly group: InputGroup;
  readonly section: InputSection;
  /** The defaults of the optional consumers, each once. */
  readonly defaults: readonly Json[];
  readonly consumers: readonly Consumer[];
  /** Ids of the planned steps that make it. */
  readonly providers: readonly string[];
}

interface InputFacts {
  readonly plan: Plan;
  /** Names that have a field although the plan does not ask for them: what was given or is being typed. */
  readonly touched: Iterable<string>;
  /** Names that have a value. */
  readonly given: ReadonlySet<string>;
  readonly typeOf: (name: string) => string;
  /** Steps that shall run alone: what they take comes first, also what others would make for them. */
  readonly first?: readonly string[];
}

/** What the plan may be given: by group, and by name within each. */
export function planInputs({ plan, touched, given, typeOf, first = [] }: InputFacts): readonly PlanInput[] {
  const consumers = new Map<string, Consumer[]>();
  for (const step of plan.steps.values()) {
    for (const { name, role, config } of consumed(step)) {
      const list = consumers.get(name) ?? [];
      list.push({ step, role: role as Consumer["role"], collect: readText(config["collect"]) || "first" });
      consumers.set(name, list);
    }
  }
  const missing = new Set(plan.required.filter((name) => !given.has(name)));
  const names = new Set([...consumers.keys(), ...plan.required, ...touched]);
  const inputs = [...names].map((name): PlanInput => {
    const takers = consumers.get(name) ?? [];
    const providers = plan.attributes.get(name)?.providers ?? [];
    const group = given.has(name)
      ? "given"
      : missing.has(name)
        ? "missing"
        : providers.length > 0
          ? "made"
          : "optional";
    return {
      name,
      type: typeOf(name) || declared(name, takers),
      group,
      section: takers.some(({ step }) => first.includes(step.id)) ? "own" : group,
      defaults: defaultsOf(name, takers),
      consumers: takers,
      providers,
    };
  });
  return inputs.sort(
    (a, b) =>
      INPUT_SECTIONS.indexOf(a.section) - INPUT_SECTIONS.indexOf(b.section) || compareText(a.name, b.name),
  );
}

/** The type that the steps of the catalog declare for an attribute; they all declare the same. Empty for none. */
export function attributeType(name: string, steps: ReadonlyMap<string, Step>, graph: Graph): string {
  const edges = graph.get(name) ?? NO_EDGES;
  const [first] = [...edges.consumers, ...edges.providers].flatMap((id) => steps.get(id) ?? []);
  return first?.attributes.find((attribute) => attribute.name === name)?.type ?? "";
}

function declared(name: string, [first]: readonly Consumer[]): string {
  return first?.step.attributes.find((attribute) => attribute.name === name)?.type ?? "";
}

function defaultsOf(name: string, takers: readonly Consumer[]): readonly Json[] {
  const texts = takers.flatMap(({ step }) => {
    const text = step.attributes.find((attribute) => attribute.name === name)?.config["default"];
    return typeof text === "string" && text !== "" ? [text] : [];
  });
  return [...new Set(texts)].flatMap((text) => {
    try {
      return [parseJson(text)];
    } catch {
      // The engine lets no such default in; a catalog of another engine may have one.
      return [];
    }
  });
}
