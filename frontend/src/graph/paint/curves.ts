import type { Detail } from "../camera";
import { NO_ROUTES, type Point, type Rect, type Routes } from "../geometry";
import type { Scene } from "../scene";
import { portOffset } from "../size";
import { wireKey, type Wire } from "../wires";

/** A wire through points of the graph, two at least. It passes each of them level. */
export interface Curve {
  readonly points: readonly [Point, ...Point[]];
  readonly box: Rect;
  readonly wires: readonly [Wire, ...Wire[]];
  readonly isOptional: boolean;
}

/** A short piece at a card that bears the name of its attribute. */
export interface Stub {
  readonly at: Point;
  readonly card: string;
  readonly attribute: string;
  /** `in` ends at the card, `out` begins there, `open` ends there and comes from nowhere. */
  readonly kind: "in" | "out" | "open";
}

export interface Curves {
  readonly curves: readonly Curve[];
  readonly stubs: readonly Stub[];
}

/** All wires as curves: one for each attribute at the full level, one for each pair of cards below it. */
export function curvesOf(
  scene: Scene,
  rects: ReadonlyMap<string, Rect>,
  detail: Detail,
  lit: string | null,
  routes: Routes = NO_ROUTES,
): Curves {
  const isCrowded = (wire: Wire) => scene.crowded.has(wire.attribute) && wire.attribute !== lit;
  const curves: Curve[] = [];
  const stubs: Stub[] = [];
  if (detail === "full") {
    const stubbed = new Set<string>();
    for (const wire of scene.wires) {
      const [from, to] = [
        portPoint(scene, rects, wire.from, "outputs", wire.attribute),
        portPoint(scene, rects, wire.to, "inputs", wire.attribute),
      ];
      if (!from || !to) continue;
      if (!isCrowded(wire)) {
        curves.push(curve(from, bends(routes, wire, from, to), to, [wire], wire.isOptional));
        continue;
      }
      for (const [card, at, kind] of [
        [wire.from, from, "out"],
        [wire.to, to, "in"],
      ] as const) {
        const key = `${kind} ${card} ${wire.attribute}`;
        if (stubbed.has(key)) continue;
        stubbed.add(key);
        stubs.push({ at, card, attribute: wire.attribute, kind });
      }
    }
    for (const { step, attribute } of scene.openInputs) {
      const at = portPoint(scene, rects, step, "inputs", attribute);
      if (at) stubs.push({ at, card: step, attribute, kind: "open" });
    }
    return { curves, stubs };
  }
  for (const { from, to, wires } of scene.bundles) {
    const [first, ...rest] = wires.filter((wire) => !isCrowded(wire));
    const [a, b] = [rects.get(from), rects.get(to)];
    if (!first || !a || !b) continue;
    const [start, end] = [
      { x: a.x + a.width, y: a.y + a.height / 2 },
      { x: b.x, y: b.y + b.height / 2 },
    ];
    const members: Curve["wires"] = [first, ...rest];
    const [out, into] = [
      portPoint(scene, rects, from, "outputs", first.attribute),
      portPoint(scene, rects, to, "inputs", first.attribute),
    ];
    const way = out && into ? bends(routes, first, out, into) : [];
    curves.push(
      curve(
        start,
        way,
        end,
        members,
        members.every(({ isOptional }) => isOptional),
      ),
    );
  }
  return { curves, stubs };
}

function portPoint(
  scene: Scene,
  rects: ReadonlyMap<string, Rect>,
  id: string,
  side: "inputs" | "outputs",
  attribute: string,
): Point | null {
  const [card, rect] = [scene.cards.get(id), rects.get(id)];
  if (!card || !rect) return null;
  const y = rect.y + (card.step ? portOffset(card.rows, side, attribute) : rect.height / 2);
  return { x: side === "inputs" ? rect.x : rect.x + rect.width, y };
}

/** An end may have been rounded. */
const SAME_PLACE = 2;

/** Where a wire bends on its way past other cards; nowhere when its route was made for other places of its ends. */
function bends(routes: Routes, wire: Wire, from: Point, to: Point): readonly Point[] {
  const route = routes.get(wireKey(wire));
  const [first, last] = [route?.[0], route?.at(-1)];
  if (!route || !first || !last || !isNear(first, from) || !isNear(last, to)) return [];
  return route.slice(1, -1);
}

function isNear(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) <= SAME_PLACE && Math.abs(a.y - b.y) <= SAME_PLACE;
}

const LEAST_REACH = 40;

function curve(
  from: Point,
  way: readonly Point[],
  to: Point,
  wires: Curve["wires"],
  isOptional: boolean,
): Curve {
  const points: Curve["points"] = [from, ...way, to];
  const reach = way.length === 0 ? reachOf(from, to, true) : 0;
  const left = Math.min(...points.map(({ x }) => x), to.x - reach);
  const right = Math.max(...points.map(({ x }) => x), from.x + reach);
  const [top, bottom] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))];
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  return { points, box, wires, isOptional };
}

/** How far the handles of a bend stand from its ends; a wire without bends leaves its card by some length at least. */
export function reachOf(from: Point, to: Point, isWhole: boolean): number {
  const half = Math.abs(to.x - from.x) / 2;
  return isWhole ? Math.max(LEAST_REACH, half) : half;
}

/** A point of the curve; `t` runs from 0 at the provider to 1 at the consumer, each piece as long as the others. */
export function pointOn({ points }: Curve, t: number): Point {
  const pieces = points.length - 1;
  const piece = Math.min(pieces - 1, Math.floor(t * pieces));
  const [from, to] = [points[piece] ?? points[0], points[piece + 1] ?? points[0]];
  const reach = reachOf(from, to, pieces === 1);
  const u = t * pieces - piece;
  const [a, b, c, d] = [(1 - u) ** 3, 3 * (1 - u) ** 2 * u, 3 * (1 - u) * u ** 2, u ** 3];
  return {
    x: a * from.x + b * (from.x + reach) + c * (to.x - reach) + d * to.x,
    y: (a + b) * from.y + (c + d) * to.y,
  };
}

/** Pieces of straight line, for each bend, that stand for the curve when it is hit. */
const SAMPLES = 16;

/** The curve that passes within `tolerance` of the point, the nearest one; null for none. */
export function curveAt(curves: readonly Curve[], at: Point, tolerance: number): Curve | null {
  let best: Curve | null = null;
  let least = tolerance;
  for (const one of curves) {
    const { box } = one;
    if (at.x < box.x - tolerance || at.x > box.x + box.width + tolerance) continue;
    if (at.y < box.y - tolerance || at.y > box.y + box.height + tolerance) continue;
    const samples = SAMPLES * (one.points.length - 1);
    let [previous] = one.points;
    for (let sample = 1; sample <= samples; sample += 1) {
      const next = pointOn(one, sample / samples);
      const away = distanceToPiece(at, previous, next);
      if (away < least) {
        least = away;
        best = one;
      }
      previous = next;
    }
  }
  return best;
}

function distanceToPiece(at: Point, a: Point, b: Point): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = length === 0 ? 0 : ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(at.x - a.x - t * (b.x - a.x), at.y - a.y - t * (b.y - a.y));
}
