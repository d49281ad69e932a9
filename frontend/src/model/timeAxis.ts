import type { RecordedEvent } from "./event";
import type { Instant } from "./instants";

/** A stretch of the axis. `x` runs from 0 to 1 over the whole axis. */
export interface AxisPart {
  readonly from: Instant;
  readonly to: Instant;
  readonly x: number;
  readonly width: number;
  /** Nothing happened in it, and it is drawn shorter than it was. */
  readonly isGap: boolean;
}

export interface TimeAxis {
  readonly parts: readonly AxisPart[];
  readonly from: Instant;
  readonly to: Instant;
}

const GAP_SHARE_OF_ALL = 0.1;
const SHORTEST_GAP_MS = 10_000;
/** A folded gap takes this share of the axis. */
const GAP_WIDTH = 0.04;

/** An axis over the events up to `to`; with `isFolded`, times in which nothing happened are shortened. */
export function axisOf(events: readonly RecordedEvent[], to: Instant, isFolded: boolean): TimeAxis {
  const from = events[0]?.timestamp ?? to;
  const end = Math.max(to, from + 1);
  const gaps = isFolded ? gapsOf(events, from, end) : [];
  const gapTime = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const open = Math.max(0, 1 - gaps.length * GAP_WIDTH);
  const perMs = open / Math.max(1, end - from - gapTime);
  const parts: AxisPart[] = [];
  let [at, x] = [from, 0];
  const add = (until: Instant, width: number, isGap: boolean) => {
    if (until <= at && !isGap) return;
    parts.push({ from: at, to: until, x, width, isGap });
    at = until;
    x += width;
  };
  for (const gap of gaps) {
    add(gap.from, (gap.from - at) * perMs, false);
    add(gap.to, GAP_WIDTH, true);
  }
  add(end, Math.max(0, 1 - x), false);
  return { parts, from, to: end };
}

function gapsOf(events: readonly RecordedEvent[], from: Instant, to: Instant) {
  const shortest = Math.max(SHORTEST_GAP_MS, (to - from) * GAP_SHARE_OF_ALL);
  const gaps: { from: Instant; to: Instant }[] = [];
  let last = from;
  for (const { timestamp } of events) {
    if (timestamp - last > shortest) gaps.push({ from: last, to: timestamp });
    last = Math.max(last, timestamp);
  }
  if (to - last > shortest) gaps.push({ from: last, to });
  return gaps;
}

/** Place of an instant on the axis, from 0 to 1. */
export function xOf({ parts, from, to }: TimeAxis, instant: Instant): number {
  if (instant <= from) return 0;
  if (instant >= to) return 1;
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.to ?? 0) < instant) low = middle + 1;
    else high = middle;
  }
  const part = parts[low];
  if (!part) return 1;
  return part.x + ((instant - part.from) / Math.max(1, part.to - part.from)) * part.width;
}

/** The instant at a place of the axis. */
export function instantAt({ parts, to }: TimeAxis, x: number): Instant {
  const part = parts.find((one) => x <= one.x + one.width);
  if (!part) return to;
  return part.from + ((x - part.x) / (part.width || 1)) * (part.to - part.from);
}

/** The part of the axis that is visible. */
export interface View {
  readonly from: number;
  readonly to: number;
}

export const WHOLE: View = { from: 0, to: 1 };
const NARROWEST = 1e-6;

/** The view after zooming by a factor around a place of the axis. */
export function zoomed(view: View, around: number, factor: number): View {
  const width = Math.min(1, Math.max(NARROWEST, (view.to - view.from) / factor));
  const share = (around - view.from) / (view.to - view.from);
  return held(around - share * width, width);
}

export function panned(view: View, by: number): View {
  return held(view.from + by, view.to - view.from);
}

function held(from: number, width: number): View {
  const start = Math.min(Math.max(0, from), 1 - width);
  return { from: start, to: start + width };
}

const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000].concat(
  [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60_000),
);

/** Round instants in view, at most `most`, counted from the start of the flow or from the full hour. */
export function ticksOf(axis: TimeAxis, view: View, most: number, isClock: boolean): readonly Instant[] {
  const ticks: Instant[] = [];
  const origin = isClock ? 0 : axis.from;
  const [start, end] = [instantAt(axis, view.from), instantAt(axis, view.to)];
  const open = axis.parts.filter(({ isGap, from, to }) => !isGap && to > start && from < end);
  const shown = open.reduce((sum, { from, to }) => sum + Math.min(to, end) - Math.max(from, start), 0);
  const step =
    STEPS_MS.find((one) => shown / one <= most) ?? (STEPS_MS.at(-1) ?? 1) * Math.ceil(shown / most);
  for (const part of open) {
    const [low, high] = [Math.max(part.from, start), Math.min(part.to, end)];
    for (let at = origin + Math.ceil((low - origin) / step) * step; at <= high; at += step) ticks.push(at);
  }
  return ticks;
}
