import type { Plan } from "./plan";
import { compareText, consumed } from "./step";

/**
 * The steps of a plan from the first to the goals: by the longest path of providers before them, then by id.
 * It follows from the plan alone, so rows in this order never move while the flow runs.
 */
export function planOrder(plan: Plan): readonly string[] {
  const depths = new Map<string, number>();
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    depths.set(id, 0); // A frozen plan has no cycles; should one come, it ends here.
    const step = plan.steps.get(id);
    const providers = step
      ? consumed(step).flatMap(({ name }) => plan.attributes.get(name)?.providers ?? [])
      : [];
    const depth = Math.max(
      0,
      ...providers.filter((other) => other !== id).map((other) => depthOf(other) + 1),
    );
    depths.set(id, depth);
    return depth;
  };
  return [...plan.steps.keys()].sort((a, b) => depthOf(a) - depthOf(b) || compareText(a, b));
}
