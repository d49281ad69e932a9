import { readObject, readText } from "./event";
import { compareText, type Step } from "./step";

interface Indexed {
  /** Id and name, then the rest, in lower case. */
  readonly names: readonly string[];
  readonly others: readonly string[];
}

/** A step never changes, so what is searched of it is made once. */
const index = new WeakMap<Step, Indexed>();

/**
 * Steps that match every word of the query, best first: exact id or name, then their beginnings, then exact
 * attributes and labels, then the rest; equals by id.
 */
export function searchSteps(steps: Iterable<Step>, query: string): readonly Step[] {
  const words = queryWords(query);
  const found: { step: Step; rank: number }[] = [];
  for (const step of steps) {
    const { names, others } = indexed(step);
    const isMatch = words.every(
      (word) => names.some((field) => field.includes(word)) || others.some((field) => field.includes(word)),
    );
    if (isMatch) found.push({ step, rank: words.length === 0 ? 0 : rank(names, others, words.join(" ")) });
  }
  return found.sort((a, b) => a.rank - b.rank || compareText(a.step.id, b.step.id)).map(({ step }) => step);
}

/** The words of a query as they are compared. */
export function queryWords(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** A text cut where the words of a query stand in it, in the letters in which it was written. */
export function markedParts(
  text: string,
  words: readonly string[],
): readonly { readonly text: string; readonly isMarked: boolean }[] {
  const lower = text.toLowerCase();
  // Some letters change their length in lower case; then places would be wrong.
  if (words.length === 0 || lower.length !== text.length) return [{ text, isMarked: false }];
  const isMarked = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
      isMarked.fill(true, at, at + word.length);
    }
  }
  const parts: { text: string; isMarked: boolean }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const last = parts.at(-1);
    if (last && last.isMarked === isMarked[at]) last.text += text[at] ?? "";
    else parts.push({ text: text[at] ?? "", isMarked: isMarked[at] ?? false });
  }
  return parts;
}

function indexed(step: Step): Indexed {
  const known = index.get(step);
  if (known) return known;
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
  const made = {
    names: lower([step.id, step.name]),
    others: lower([
      ...step.attributes.map(({ name }) => name),
      ...Object.entries(step.labels).flatMap(([key, value]) => [key, value, `${key}=${value}`]),
      readText(readObject(step.stored["http"])["endpoint"]),
    ]),
  };
  index.set(step, made);
  return made;
}

function rank(names: readonly string[], others: readonly string[], query: string): number {
  if (names.includes(query)) return 0;
  if (names.some((name) => name.startsWith(query))) return 1;
  if (names.some((name) => name.includes(query))) return 2;
  if (others.includes(query)) return 3;
  return others.some((field) => field.startsWith(query)) ? 4 : 5;
}

/** The ids that are nearest to a mistyped one, at most three. */
export function nearestIds(ids: Iterable<string>, wanted: string): readonly string[] {
  return [...ids]
    .map((id) => ({ id, shared: sharedPairs(id, wanted.toLowerCase()) }))
    .filter(({ shared }) => shared > 0.3)
    .sort((a, b) => b.shared - a.shared || compareText(a.id, b.id))
    .slice(0, 3)
    .map(({ id }) => id);
}

/** Share of letter pairs that two words have in common, 0 to 1. */
function sharedPairs(a: string, b: string): number {
  const [ofA, ofB] = [pairs(a), pairs(b)];
  const shared = [...ofA].filter((pair) => ofB.has(pair)).length;
  return (2 * shared) / (ofA.size + ofB.size || 1);
}

function pairs(word: string): ReadonlySet<string> {
  return new Set(
    Array.from({ length: Math.max(0, word.length - 1) }, (_, start) => word.slice(start, start + 2)),
  );
}
