import type { RecordedEvent } from "./event";
import { evolveFlowAll } from "./evolveFlow";
import type { Flow } from "./flow";

/** After so many events the state is kept, so that no moment is further away than this. */
export const CHECKPOINT_EVENTS = 500;

/**
 * The history of one flow with a state after every 500 events. States share what did not change, so that a
 * checkpoint costs little. A longer history is made from a shorter one by `extended`.
 */
export interface Replay {
  readonly events: readonly RecordedEvent[];
  /** State after the first 500, 1000, … events. */
  readonly checkpoints: readonly Flow[];
  /** State after the last event; null before the first. */
  readonly last: Flow | null;
}

export const NO_REPLAY: Replay = { events: [], checkpoints: [], last: null };

/** The replay with events that follow. What it holds already is left out. */
export function extended(replay: Replay, events: readonly RecordedEvent[]): Replay {
  const next = replay.events.length;
  const added = events.filter(({ sequence }) => sequence >= next);
  if (added.length === 0) return replay;
  const checkpoints = [...replay.checkpoints];
  let { last } = replay;
  for (let from = 0; from < added.length;) {
    const room = CHECKPOINT_EVENTS - ((next + from) % CHECKPOINT_EVENTS);
    last = evolveFlowAll(last, added.slice(from, from + room));
    from += room;
    if (last && from <= added.length) checkpoints.push(last);
  }
  return { events: replay.events.concat(added), checkpoints, last };
}

/** The state after the event with this sequence; null for none, and for an event that is not known yet. */
export function stateAfter(replay: Replay, sequence: number): Flow | null {
  const { events, checkpoints, last } = replay;
  if (sequence < 0 || sequence >= events.length) return null;
  if (sequence === events.length - 1) return last;
  const done = Math.floor((sequence + 1) / CHECKPOINT_EVENTS);
  const from = done > 0 ? (checkpoints[done - 1] ?? null) : null;
  return evolveFlowAll(from, events.slice(done * CHECKPOINT_EVENTS, sequence + 1));
}

/** Events that change the state of a step or of the flow. */
export function isStepLevel({ type }: RecordedEvent): boolean {
  return type.startsWith("step_") || type.startsWith("flow_");
}

export function isFailure({ type }: RecordedEvent): boolean {
  return type === "work_failed" || type === "step_failed" || type === "flow_failed" || type === "comp_failed";
}

/** The nearest event after (1) or before (-1) a sequence that fits; null when there is none. */
export function nearest(
  events: readonly RecordedEvent[],
  from: number,
  direction: 1 | -1,
  fits: (event: RecordedEvent) => boolean,
): number | null {
  for (let at = from + direction; at >= 0 && at < events.length; at += direction) {
    const event = events[at];
    if (event && fits(event)) return at;
  }
  return null;
}

/** A pause of the history is shown for no longer than this. */
const LONGEST_PAUSE_MS = 1000;

/**
 * Where playing stands after some time: the last event that has come, and what is left of the time until the next
 * one. `budget_ms` is time of the history, so at 10 × it is ten times that of the clock.
 */
export function played(
  events: readonly RecordedEvent[],
  at: number,
  budget_ms: number,
): { readonly at: number; readonly left_ms: number } {
  let left = budget_ms;
  let place = at;
  while (place < events.length - 1) {
    const [current, next] = [events[place], events[place + 1]];
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(0, (next?.timestamp ?? 0) - (current?.timestamp ?? 0)));
    if (pause > left) break;
    left -= pause;
    place += 1;
  }
  return { at: place, left_ms: left };
}
