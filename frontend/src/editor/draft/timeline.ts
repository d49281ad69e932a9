import type { Draft } from "./draft";

/** The draft with the way that led to it. Undo and redo inside the form walk on it. */
export interface Timeline {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
  /** What the last act changed and when: acts at one place in quick succession are one. */
  readonly last: { readonly place: string; readonly at: number } | null;
}

const MOST = 200;
const ONE_ACT_MS = 1000;

export function timelineOf(draft: Draft): Timeline {
  return { past: [], present: draft, future: [], last: null };
}

/** The timeline after an act. Typing at one place without a pause of a second is one act. */
export function acted(timeline: Timeline, draft: Draft, place: string, at: number): Timeline {
  if (draft === timeline.present) return timeline;
  const isSameAct =
    timeline.last !== null &&
    timeline.last.place === place &&
    place !== "" &&
    at - timeline.last.at < ONE_ACT_MS;
  const past = isSameAct ? timeline.past : [...timeline.past, timeline.present].slice(-MOST);
  return { past, present: draft, future: [], last: { place, at } };
}

export function undone(timeline: Timeline): Timeline {
  const before = timeline.past.at(-1);
  if (!before) return timeline;
  const future = [timeline.present, ...timeline.future];
  return { past: timeline.past.slice(0, -1), present: before, future, last: null };
}

export function redone(timeline: Timeline): Timeline {
  const [next, ...future] = timeline.future;
  if (!next) return timeline;
  return { past: [...timeline.past, timeline.present], present: next, future, last: null };
}
