import { readObject, readText } from "./event";
import { compareText, type Step } from "./step";

/** Steps that match every word of the query, best first: exact id or name, then beginnings, then the rest by id. */
export function searchSteps(steps: Iterable<Step>, query: string): readonly Step[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: { step: Step; rank: number }[] = [];
  for (const step of steps) {
    const fields = searchedFields(step);
    if (!words.every((word) => fields.some((field) => field.includes(word)))) continue;
    found.push({ step, rank: words.length === 0 ? 0 : rank(step, words.join(" ")) });
  }
  return found.sort((a, b) => a.rank - b.rank || compareText(a.step.id, b.step.id)).map(({ step }) => step);
}

function searchedFields(step: Step): readonly string[] {
  return [
    step.id,
    step.name,
    ...step.attributes.map(({ name }) => name),
    ...Object.entries(step.labels).flatMap(([key, value]) => [key, value, `${key}=${value}`]),
    readText(readObject(step.stored["http"])["endpoint"]),
  ].map((text) => text.toLowerCase());
}

function rank(step: Step, query: string): number {
  const names = [step.id.toLowerCase(), step.name.toLowerCase()];
  if (names.includes(query)) return 0;
  if (names.some((name) => name.startsWith(query))) return 1;
  return names.some((name) => name.includes(query)) ? 2 : 3;
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
