import { compareText, type Step } from "../../model/step";

/** The value of a label of each step that has it. */
export function groupsBy(steps: readonly Step[], key: string): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const { id, labels } of steps) {
    if (Object.hasOwn(labels, key)) groups.set(id, labels[key] ?? "");
  }
  return groups;
}

/** The keys of labels, those that most steps have first. */
export function labelKeys(steps: Iterable<Step>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { labels } of steps) {
    for (const key of Object.keys(labels)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || compareText(a, b)).map(([key]) => key);
}
