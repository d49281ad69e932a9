import type { Catalog } from "./catalog";
import type { HealthStatus } from "./cluster";
import { consumersOf, isUnwired, providersOf, within } from "./neighbours";
import { NO_EDGES } from "./plan";
import type { Step } from "./step";

const KINDS = ["step", "up", "down", "goal", "attr", "label", "type", "health", "unwired"] as const;
export type TermKind = (typeof KINDS)[number];

/** One term of a scope, such as `up:pay:2`. */
export interface Term {
  readonly kind: TermKind;
  /** A step, an attribute, `key=value` of a label, a type, a health, or "yes". */
  readonly value: string;
  /** How many levels of an `up` or `down` are shown; null for all. */
  readonly levels: number | null;
}

export interface Scope {
  readonly terms: readonly Term[];
  /** Words that are no terms, as they were written. */
  readonly wrong: readonly string[];
}

/** A word without spaces; a value with spaces stands in quotes, which may hold escaped ones. */
const WORD = /(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g;

/** The terms of a scope as it stands in the address and in its field. */
export function parseScope(text: string): Scope {
  const terms: Term[] = [];
  const wrong: string[] = [];
  for (const [word] of text.matchAll(WORD)) {
    const term = readTerm(word);
    if (term) terms.push(term);
    else wrong.push(word);
  }
  return { terms, wrong };
}

export function writeScope(terms: readonly Term[]): string {
  return terms.map(writeTerm).join(" ");
}

export function writeTerm({ kind, value, levels }: Term): string {
  const text = /[\s"]/.test(value) ? JSON.stringify(value) : value;
  return `${kind}:${text}${levels === null ? "" : `:${levels}`}`;
}

/** The terms with this one; an equal one is not said twice, and one of the same step and kind is replaced. */
export function withTerm(terms: readonly Term[], term: Term): readonly Term[] {
  return [...terms.filter(({ kind, value }) => kind !== term.kind || value !== term.value), term];
}

function readTerm(word: string): Term | null {
  const [, name = "", rest = ""] = /^([a-z]+):(.*)$/s.exec(word) ?? [];
  const kind = KINDS.find((one) => one === name);
  if (!kind || rest === "") return null;
  if (kind !== "up" && kind !== "down") return termOf(kind, rest, null);
  const [, value = "", levels] = /^(.*?)(?::(\d{1,6}))?$/s.exec(rest) ?? [];
  if (value.includes(":")) return null;
  return termOf(kind, value, levels === undefined ? null : Number(levels));
}

function termOf(kind: TermKind, written: string, levels: number | null): Term | null {
  const value = unquoted(written);
  return value === "" ? null : { kind, value, levels };
}

function unquoted(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"?/g, (_, inner: string) => inner.replace(/\\(.)/g, "$1"));
}

/** What a scope needs to know besides the catalog. */
export interface ScopeFacts {
  readonly catalog: Catalog;
  readonly healthOf: (step: Step) => HealthStatus;
  /** The steps of the plan for all goals of the scope; null while it is not known. */
  readonly planned: ReadonlySet<string> | null;
}

/** The goals that the scope names: their plan is asked of the server. */
export function scopeGoals({ terms }: Scope): readonly string[] {
  return terms.filter(({ kind }) => kind === "goal").map(({ value }) => value);
}

/**
 * The ids of the steps that the scope shows: terms of one kind are joined by "or", kinds by "and". Null when it
 * does not narrow anything.
 */
export function idsInScope({ terms }: Scope, facts: ScopeFacts): ReadonlySet<string> | null {
  let shown: Set<string> | null = null;
  for (const kind of KINDS) {
    const ofKind = terms.filter((term) => term.kind === kind);
    if (ofKind.length === 0) continue;
    const found = new Set<string>();
    if (kind === "goal") facts.planned?.forEach((id) => found.add(id));
    else for (const term of ofKind) for (const id of idsOf(term, facts)) found.add(id);
    shown = both(shown, found);
  }
  return shown;
}

function both(a: ReadonlySet<string> | null, b: Set<string>): Set<string> {
  return a ? new Set([...a].filter((id) => b.has(id))) : b;
}

function idsOf({ kind, value, levels }: Term, { catalog, healthOf }: ScopeFacts): Iterable<string> {
  const isKnown = catalog.steps.has(value);
  const all = [...catalog.steps.values()];
  const having = (property: (step: Step) => boolean) => all.filter(property).map(({ id }) => id);
  switch (kind) {
    case "step":
      return isKnown ? [value, ...providersOf(catalog, value), ...consumersOf(catalog, value)] : [];
    case "up":
      return isKnown ? within([value], levels ?? Infinity, (id) => providersOf(catalog, id)).keys() : [];
    case "down":
      return isKnown ? within([value], levels ?? Infinity, (id) => consumersOf(catalog, id)).keys() : [];
    case "attr": {
      const { providers, consumers } = catalog.attributes.get(value) ?? NO_EDGES;
      return [...providers, ...consumers];
    }
    case "label": {
      const [, key = "", wanted = ""] = /^([^=]*)=?(.*)$/s.exec(value) ?? [];
      return having(({ labels }) => Object.hasOwn(labels, key) && labels[key] === wanted);
    }
    case "type":
      return having(({ type }) => type === value);
    case "health":
      return having((step) => healthOf(step) === value);
    case "unwired":
      return having((step) => isUnwired(catalog, step));
    case "goal":
      return [];
  }
}
