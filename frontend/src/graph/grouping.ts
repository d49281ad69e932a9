import { compareText } from "../model/step";
import { bounds, type Point, type Positions, type Rect, type Routes, type Size } from "./geometry";
import type { SceneCard } from "./scene";
import type { Wire } from "./wires";

/** Room between the cards of a region and its frame; above them stands its name. */
export const REGION_MARGIN = 28;
export const REGION_HEAD = 44;

/** Some of the cards, to be laid out on their own. */
export interface LayoutTask {
  readonly sizes: ReadonlyMap<string, Size>;
  readonly wires: readonly Pick<Wire, "from" | "to" | "attribute">[];
}

/** Places of cards, and how the wires between them run past the others. */
export interface Arranged {
  readonly positions: Positions;
  readonly routes: Routes;
}

/** Lays out one task in the worker. */
export type Arrange = (task: LayoutTask) => Promise<Arranged>;

interface Region {
  readonly name: string;
  readonly task: LayoutTask;
}

/** One task for each region, cards without one apart. */
export function regionTasks(cards: Iterable<SceneCard>, wires: readonly Wire[]): readonly Region[] {
  const byRegion = new Map<string, Map<string, Size>>();
  const regionOf = new Map<string, string>();
  for (const card of cards) {
    const name = card.region ?? card.id;
    regionOf.set(card.id, name);
    const sizes = byRegion.get(name) ?? new Map<string, Size>();
    byRegion.set(name, sizes.set(card.id, card));
  }
  const inner = new Map<string, Wire[]>();
  for (const wire of wires) {
    const name = regionOf.get(wire.from);
    if (name === undefined || name !== regionOf.get(wire.to)) continue;
    const known = inner.get(name);
    if (known) known.push(wire);
    else inner.set(name, [wire]);
  }
  return [...byRegion]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, sizes]) => ({ name, task: { sizes, wires: inner.get(name) ?? [] } }));
}

/** The task whose cards are the regions themselves, once their cards have places. */
export function outerTask(
  regions: readonly Region[],
  placed: readonly Positions[],
  wires: readonly Wire[],
): LayoutTask {
  const regionOf = new Map(
    regions.flatMap(({ name, task }) => [...task.sizes.keys()].map((id) => [id, name])),
  );
  const links = new Map<string, { from: string; to: string; attribute: string }>();
  for (const { from, to } of wires) {
    const [a, b] = [regionOf.get(from), regionOf.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    links.set(JSON.stringify([a, b]), { from: a, to: b, attribute: "" });
  }
  const sizes = regions.map(({ name, task }, place) => {
    const { rect, margin, head } = frame(task, placed[place]);
    return [name, { width: rect.width + 2 * margin, height: rect.height + 2 * margin + head }] as const;
  });
  return { sizes: new Map(sizes), wires: [...links.values()] };
}

/** The places of all cards, from those inside the regions and those of the regions. */
export function joinRegions(
  regions: readonly Region[],
  placed: readonly Positions[],
  outer: Positions,
): Positions {
  const positions = new Map<string, Point>();
  for (const [place, { name, task }] of regions.entries()) {
    const { rect, margin, head } = frame(task, placed[place]);
    const corner = outer.get(name) ?? { x: 0, y: 0 };
    for (const [id, at] of placed[place] ?? []) {
      positions.set(id, {
        x: corner.x + margin + at.x - rect.x,
        y: corner.y + margin + head + at.y - rect.y,
      });
    }
  }
  return positions;
}

/** A card that is its own region has no frame. */
function frame({ sizes }: LayoutTask, placed: Positions = new Map()) {
  const rects = [...placed].map(([id, at]) => ({ ...at, ...(sizes.get(id) ?? { width: 0, height: 0 }) }));
  const rect = bounds(rects) ?? { x: 0, y: 0, width: 0, height: 0 };
  const isFramed = sizes.size > 1;
  return { rect, margin: isFramed ? REGION_MARGIN : 0, head: isFramed ? REGION_HEAD - REGION_MARGIN : 0 };
}

/** The frames around the cards of each region, as they stand now. */
export function regionFrames(
  cards: Iterable<SceneCard>,
  rects: ReadonlyMap<string, Rect>,
): ReadonlyMap<string, Rect> {
  const members = new Map<string, Rect[]>();
  for (const { id, region } of cards) {
    const rect = rects.get(id);
    if (region === null || !rect) continue;
    const known = members.get(region);
    if (known) known.push(rect);
    else members.set(region, [rect]);
  }
  const frames = new Map<string, Rect>();
  for (const [name, list] of members) {
    const rect = bounds(list);
    if (!rect) continue;
    frames.set(name, {
      x: rect.x - REGION_MARGIN,
      y: rect.y - REGION_HEAD,
      width: rect.width + 2 * REGION_MARGIN,
      height: rect.height + REGION_HEAD + REGION_MARGIN,
    });
  }
  return frames;
}
