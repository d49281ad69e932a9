import { childGoals, type Step } from "../../model/step";

/**
 * The way from a step that might become a goal back to the edited flow step, both named; null when there is none.
 * A flow step may not start itself, not through others either.
 */
export function wayBack(
  steps: ReadonlyMap<string, Step>,
  editedId: string,
  candidate: string,
): readonly string[] | null {
  if (candidate === editedId) return [editedId, editedId];
  const cameFrom = new Map<string, string>([[candidate, editedId]]);
  const waiting = [candidate];
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
    const step = steps.get(here);
    if (step?.type !== "flow") continue;
    for (const goal of childGoals(step)) {
      if (goal === editedId) return wayTo(cameFrom, here, editedId);
      if (cameFrom.has(goal)) continue;
      cameFrom.set(goal, here);
      waiting.push(goal);
    }
  }
  return null;
}

function wayTo(cameFrom: ReadonlyMap<string, string>, last: string, start: string): readonly string[] {
  const way = [start];
  for (let here: string | undefined = last; here !== undefined && here !== start; here = cameFrom.get(here)) {
    way.unshift(here);
  }
  return [start, ...way];
}
