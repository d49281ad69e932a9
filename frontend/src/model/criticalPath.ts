import type { Flow } from "./flow";
import type { Instant } from "./instants";
import { takingsOf } from "./taking";

/** One link of the chain of steps that determined how long a flow took. Durations in ms. */
export interface Link {
  readonly step: string;
  /** From the end of the link before, or the start of the flow, to the start of this one. */
  readonly waited: number;
  readonly ran: number;
}

/**
 * The chain of steps that determined the duration, first step first: from what settled last back to the maker that
 * each step waited for longest. `now` ends what still runs.
 */
export function criticalPath(flow: Flow, now: Instant): readonly Link[] {
  const end = (id: string) => flow.executions.get(id)?.completed_at ?? now;
  const started = (id: string) => flow.executions.get(id)?.started_at ?? null;
  const ran = [...flow.executions.keys()].filter((id) => started(id) !== null);
  let last: string | undefined;
  for (const id of ran) if (last === undefined || end(id) > end(last)) last = id;

  const chain: string[] = [];
  for (let id = last; id !== undefined && !chain.includes(id); id = latestMaker(flow, id, started(id), end)) {
    chain.unshift(id);
  }
  let before = flow.created_at ?? 0;
  return chain.map((step) => {
    const from = started(step) ?? before;
    const link = { step, waited: Math.max(0, from - before), ran: Math.max(0, end(step) - from) };
    before = end(step);
    return link;
  });
}

/** Of the makers of a step's inputs that ran and ended before it started, the one that ended last. */
function latestMaker(
  flow: Flow,
  id: string,
  startedAt: Instant | null,
  end: (id: string) => Instant,
): string | undefined {
  const step = flow.plan.steps.get(id);
  if (!step || startedAt === null) return undefined;
  let latest: string | undefined;
  for (const { providers } of takingsOf(flow, step)) {
    for (const provider of providers) {
      const execution = flow.executions.get(provider);
      if (!execution || execution.started_at === null || end(provider) > startedAt) continue;
      if (latest === undefined || end(provider) > end(latest)) latest = provider;
    }
  }
  return latest;
}
