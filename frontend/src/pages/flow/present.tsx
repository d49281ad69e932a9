import { createContext, useContext, type ReactNode } from "react";
import { useServerNow } from "../../data/clock";
import { USUAL_DEFAULTS, useSession } from "../../data/session";
import type { Present } from "../../model/condition";
import type { Instant } from "../../model/instants";

/** The moment that the page shows: null for now, else the time of the event after which the flow is seen. */
const ShownMoment = createContext<Instant | null>(null);

export function PresentProvider({
  moment,
  children,
}: {
  readonly moment: Instant | null;
  readonly children: ReactNode;
}) {
  return <ShownMoment value={moment}>{children}</ShownMoment>;
}

/** The time by which ages and countdowns are told: it ticks if asked to, and stands still in replay. */
export function useShownNow(isTicking: boolean): Instant {
  const moment = useContext(ShownMoment);
  const now = useServerNow(isTicking && moment === null);
  return moment ?? now;
}

export function useIsReplay(): boolean {
  return useContext(ShownMoment) !== null;
}

export function usePresent(isTicking: boolean): Present {
  const now = useShownNow(isTicking);
  const defaults = useSession().data?.engine ?? USUAL_DEFAULTS;
  return { now, step_timeout_ms: defaults.step_timeout };
}
