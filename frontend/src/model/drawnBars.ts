import type { Instant } from "./instants";
import type { Bar, BarKind } from "./timeline";
import type { Look } from "./look";
import { xOf, type TimeAxis, type View } from "./timeAxis";

/** A stretch as it is drawn: place and width as shares of what is visible. */
export interface DrawnBar {
  readonly kind: BarKind;
  readonly look: Look;
  readonly x: number;
  readonly width: number;
  /** Stretches that are drawn as this one, because they lie too close together. */
  readonly count: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly isOpen: boolean;
}

/** Stretches nearer to each other than this share of what is visible are drawn as one. */
const CLOSE = 0.0015;

/** The visible stretches, in the order in which they are drawn. `now` ends what goes on. */
export function drawnBars(
  bars: readonly Bar[],
  axis: TimeAxis,
  view: View,
  now: Instant,
): readonly DrawnBar[] {
  const scale = 1 / (view.to - view.from);
  const drawn: DrawnBar[] = [];
  for (const { kind, look, from, to } of bars) {
    const end = to ?? Math.max(now, from);
    const [left, right] = [(xOf(axis, from) - view.from) * scale, (xOf(axis, end) - view.from) * scale];
    if (right < 0 || left > 1) continue;
    const x = Math.max(0, left);
    const width = Math.min(1, right) - x;
    const last = drawn.at(-1);
    if (
      last &&
      last.kind === kind &&
      last.look === look &&
      x - (last.x + last.width) < CLOSE &&
      x >= last.x
    ) {
      const until = Math.max(last.x + last.width, x + width);
      drawn[drawn.length - 1] = {
        ...last,
        width: until - last.x,
        count: last.count + 1,
        to: Math.max(last.to, end),
        isOpen: last.isOpen || to === null,
      };
    } else drawn.push({ kind, look, x, width, count: 1, from, to: end, isOpen: to === null });
  }
  return drawn;
}
