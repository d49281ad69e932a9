import { compareText } from "../model/step";
import { grown, overlaps, type Point, type Positions, type Rect, type Size } from "./geometry";
import { CARD_GAP, LAYER_GAP } from "./layering";
import type { Wire } from "./wires";

type Sizes = ReadonlyMap<string, Size>;

/** Cards in squares of this side, so that a free place is found without asking all of them. */
const SQUARE = 800;

/**
 * The places after steps came and went: who has one keeps it, who left loses it, and who is new stands to the
 * right of its providers (or to the left of its consumers), where nobody else stands.
 */
export function placeNew(kept: Positions, sizes: Sizes, wires: readonly Wire[]): Positions {
  const positions = new Map<string, Point>();
  const taken = new Squares();
  for (const [id, size] of sizes) {
    const at = kept.get(id);
    if (!at) continue;
    positions.set(id, at);
    taken.add({ ...at, ...size });
  }
  const missing = new Set([...sizes.keys()].filter((id) => !positions.has(id)).sort(compareText));
  if (missing.size === 0) return positions;
  const links = linksOf(missing, wires);
  while (missing.size > 0) {
    // Those whose neighbours are placed come first, so that a new chain grows from what it hangs on.
    const id =
      [...missing].find((one) => links.get(one)?.providers.some((other) => positions.has(other))) ??
      [...missing].find((one) => links.get(one)?.consumers.some((other) => positions.has(other))) ??
      [...missing][0] ??
      "";
    missing.delete(id);
    const size = sizes.get(id) ?? { width: 0, height: 0 };
    const at = freePlace(wish(id, size, links.get(id), positions, sizes, taken), size, taken);
    positions.set(id, at);
    taken.add({ ...at, ...size });
  }
  return positions;
}

interface Links {
  readonly providers: string[];
  readonly consumers: string[];
}

function linksOf(ids: ReadonlySet<string>, wires: readonly Wire[]): ReadonlyMap<string, Links> {
  const links = new Map<string, Links>([...ids].map((id) => [id, { providers: [], consumers: [] }]));
  for (const { from, to } of wires) {
    links.get(to)?.providers.push(from);
    links.get(from)?.consumers.push(to);
  }
  return links;
}

function wish(
  id: string,
  size: Size,
  links: Links | undefined,
  positions: Positions,
  sizes: Sizes,
  taken: Squares,
): Point {
  const rectsOf = (ids: readonly string[]) =>
    ids.flatMap((other) => {
      const [at, otherSize] = [positions.get(other), sizes.get(other)];
      return other !== id && at && otherSize ? [{ ...at, ...otherSize }] : [];
    });
  const providers = rectsOf(links?.providers ?? []);
  if (providers.length > 0) {
    const x = Math.max(...providers.map((rect) => rect.x + rect.width)) + LAYER_GAP;
    return { x, y: meanMiddle(providers) - size.height / 2 };
  }
  const consumers = rectsOf(links?.consumers ?? []);
  if (consumers.length > 0) {
    const x = Math.min(...consumers.map((rect) => rect.x)) - LAYER_GAP - size.width;
    return { x, y: meanMiddle(consumers) - size.height / 2 };
  }
  return { x: taken.left, y: taken.bottom + CARD_GAP };
}

function meanMiddle(rects: readonly Rect[]): number {
  return rects.reduce((sum, rect) => sum + rect.y + rect.height / 2, 0) / rects.length;
}

/** The free place in the same column that is nearest to the wish. */
function freePlace(wished: Point, size: Size, taken: Squares): Point {
  const x = Math.round(wished.x);
  for (let distance = 0; ; distance += CARD_GAP) {
    for (const y of distance === 0 ? [wished.y] : [wished.y + distance, wished.y - distance]) {
      const rect = { x, y: Math.round(y), ...size };
      if (taken.isFree(grown(rect, CARD_GAP / 2))) return { x: rect.x, y: rect.y };
    }
  }
}

/** Rectangles by the squares that they touch. */
class Squares {
  private readonly squares = new Map<string, Rect[]>();
  left = 0;
  bottom = 0;

  add(rect: Rect): void {
    this.left = this.squares.size === 0 ? rect.x : Math.min(this.left, rect.x);
    this.bottom = Math.max(this.bottom, rect.y + rect.height);
    for (const key of keysOf(rect)) {
      const square = this.squares.get(key);
      if (square) square.push(rect);
      else this.squares.set(key, [rect]);
    }
  }

  isFree(rect: Rect): boolean {
    return keysOf(rect).every((key) => !this.squares.get(key)?.some((other) => overlaps(rect, other)));
  }
}

function keysOf({ x, y, width, height }: Rect): readonly string[] {
  const keys: string[] = [];
  for (let column = Math.floor(x / SQUARE); column * SQUARE < x + width; column += 1) {
    for (let row = Math.floor(y / SQUARE); row * SQUARE < y + height; row += 1) keys.push(`${column} ${row}`);
  }
  return keys;
}
