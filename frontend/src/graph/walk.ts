import { centre, type Rect } from "./geometry";
import type { Wire } from "./wires";

export type Direction = "left" | "right" | "up" | "down";

/**
 * Where an arrow key leads: right to a consumer, left to a provider, the nearest in height first; up and down to
 * the nearest card above and below in about the same column. Null when there is none.
 */
export function walk(
  from: string,
  direction: Direction,
  rects: ReadonlyMap<string, Rect>,
  wires: readonly Wire[],
): string | null {
  const here = rects.get(from);
  if (!here) return null;
  if (direction === "left" || direction === "right") {
    const linked = new Set(
      wires.flatMap((wire) => {
        if (direction === "right") return wire.from === from ? [wire.to] : [];
        return wire.to === from ? [wire.from] : [];
      }),
    );
    return nearest(linked, rects, (there) => Math.hypot(dx(here, there) / 4, dy(here, there)));
  }
  const sign = direction === "down" ? 1 : -1;
  // Sideways counts more, so that one walks down a column before one leaves it.
  return nearest(rects.keys(), rects, (there) =>
    there !== here && sign * dy(here, there) > 0
      ? Math.abs(dy(here, there)) + 3 * Math.abs(dx(here, there))
      : Infinity,
  );
}

function nearest(
  ids: Iterable<string>,
  rects: ReadonlyMap<string, Rect>,
  distance: (rect: Rect) => number,
): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const id of ids) {
    const rect = rects.get(id);
    const away = rect ? distance(rect) : Infinity;
    if (away >= least) continue;
    best = id;
    least = away;
  }
  return best;
}

function dx(a: Rect, b: Rect): number {
  return centre(b).x - centre(a).x;
}

function dy(a: Rect, b: Rect): number {
  return centre(b).y - centre(a).y;
}
