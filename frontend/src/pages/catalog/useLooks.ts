import { useMemo, useState } from "react";
import type { CardLook, Looks } from "../../graph/look";
import { groupId } from "../../graph/scene";
import { mergedHealth, type Cluster, type HealthStatus } from "../../model/cluster";
import { healthLook } from "../../model/look";
import { healthSource, type Step } from "../../model/step";

export type PlanLook = Pick<CardLook, "tone" | "word" | "line">;

interface Facts {
  readonly cluster: Cluster | null;
  readonly marked: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
  /** What plan mode says of a step; null outside of it. */
  readonly planLook: ((step: Step) => PlanLook) | null;
  readonly groups: ReadonlyMap<string, string> | null;
}

const GRAVITY: Readonly<Record<HealthStatus, number>> = { healthy: 0, unknown: 1, unhealthy: 2 };

/** How each card of the catalog looks. A card whose look says the same as before keeps the same object. */
export function useLooks(steps: readonly Step[], facts: Facts): Looks {
  const { cluster, marked, changed, planLook, groups } = facts;
  const fresh = useMemo(() => {
    const looks = new Map<string, CardLook>();
    const worst = new Map<string, HealthStatus>();
    for (const step of steps) {
      const source = healthSource(step);
      const health =
        source === "none" || source === "members"
          ? null
          : (cluster && mergedHealth(cluster, step.id))?.status;
      looks.set(step.id, {
        ...(health ? { state: healthLook(health) } : {}),
        ...planLook?.(step),
        ...(changed.has(step.id) ? { isChanged: true } : {}),
        ...(marked.has(step.id) ? { isMarked: true } : {}),
      });
      const group = groups?.get(step.id);
      if (group === undefined || !health) continue;
      const known = worst.get(group);
      if (known === undefined || GRAVITY[health] > GRAVITY[known]) worst.set(group, health);
    }
    for (const [group, health] of worst) looks.set(groupId(group), { state: healthLook(health) });
    return looks;
  }, [steps, cluster, marked, changed, planLook, groups]);
  const [kept, setKept] = useState<Looks>(fresh);
  const now = useMemo(() => withSame(kept, fresh), [kept, fresh]);
  if (now !== kept) setKept(now);
  return now;
}

/** The fresh looks, with the objects of those that say what they said before; the old map if all do. */
function withSame(before: Looks, fresh: Looks): Looks {
  let isChanged = before.size !== fresh.size;
  const looks = new Map<string, CardLook>();
  for (const [id, look] of fresh) {
    const known = before.get(id);
    const isKept = known !== undefined && isSame(known, look);
    looks.set(id, isKept ? known : look);
    isChanged ||= !isKept;
  }
  return isChanged ? looks : before;
}

function isSame(a: CardLook, b: CardLook): boolean {
  return (
    a.state === b.state &&
    a.tone === b.tone &&
    a.word === b.word &&
    a.line === b.line &&
    a.isChanged === b.isChanged &&
    a.isMarked === b.isMarked
  );
}
