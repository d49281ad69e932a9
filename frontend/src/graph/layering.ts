import { compareText } from "../model/step";
import { bounds, type Point, type Positions, type Size } from "./geometry";
import type { Wire } from "./wires";

/** Room between two layers, in which the wires find their way. */
export const LAYER_GAP = 110;
export const CARD_GAP = 28;
const PART_GAP = 70;
/** Unconnected cards are packed into rows about so many times as wide as high. */
const ASPECT = 1.6;
const SWEEPS = 4;

type Sizes = ReadonlyMap<string, Size>;
type Links = Pick<Wire, "from" | "to">;

/**
 * The simple layout: each card stands one layer to the right of its last provider, in the mean height of its
 * neighbours; unconnected parts stand below each other. Same input, same picture.
 */
export function layerOut(sizes: Sizes, wires: readonly Links[]): Positions {
  const ids = [...sizes.keys()].sort(compareText);
  const neighbours = linkUp(ids, wires);
  const positions = new Map<string, Point>();
  let top = 0;
  const loose: string[] = [];
  for (const part of parts(ids, neighbours)) {
    if (part.length === 1 && part[0] !== undefined) {
      loose.push(part[0]);
      continue;
    }
    top = placePart(part, neighbours, sizes, top, positions) + PART_GAP;
  }
  packLoose(loose, sizes, top, positions);
  return positions;
}

interface Neighbours {
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly after: ReadonlyMap<string, readonly string[]>;
}

function linkUp(ids: readonly string[], wires: readonly Links[]): Neighbours {
  const before = new Map<string, Set<string>>(ids.map((id) => [id, new Set<string>()]));
  const after = new Map<string, Set<string>>(ids.map((id) => [id, new Set<string>()]));
  for (const { from, to } of wires) {
    if (from === to || !before.has(from)) continue;
    before.get(to)?.add(from);
    after.get(from)?.add(to);
  }
  const sorted = (links: Map<string, Set<string>>) =>
    new Map([...links].map(([id, others]) => [id, [...others].sort(compareText)]));
  return { before: sorted(before), after: sorted(after) };
}

/** Connected parts, the biggest first. */
function parts(ids: readonly string[], { before, after }: Neighbours): readonly (readonly string[])[] {
  const seen = new Set<string>();
  const found: string[][] = [];
  for (const start of ids) {
    if (seen.has(start)) continue;
    seen.add(start);
    const part = [start];
    for (let place = 0; place < part.length; place += 1) {
      const id = part[place] ?? "";
      for (const next of [...(before.get(id) ?? []), ...(after.get(id) ?? [])]) {
        if (seen.has(next)) continue;
        seen.add(next);
        part.push(next);
      }
    }
    found.push(part.sort(compareText));
  }
  return found.sort((a, b) => b.length - a.length || compareText(a[0] ?? "", b[0] ?? ""));
}

/** Layer of each card: the longest path before it. A cycle, which no catalog has, ends where it was entered. */
export function layersOf(
  ids: readonly string[],
  before: ReadonlyMap<string, readonly string[]>,
): Map<string, number> {
  const layers = new Map<string, number>();
  for (const start of ids) {
    const path = [start];
    while (path.length > 0) {
      const id = path.at(-1) ?? "";
      const providers = before.get(id) ?? [];
      if (!layers.has(id)) layers.set(id, 0);
      const open = providers.find((other) => !layers.has(other));
      if (open !== undefined) {
        path.push(open);
        continue;
      }
      layers.set(id, Math.max(0, ...providers.map((other) => (layers.get(other) ?? 0) + 1)));
      path.pop();
    }
  }
  return layers;
}

/** Places one connected part below `top` and answers where it ends. */
function placePart(
  part: readonly string[],
  neighbours: Neighbours,
  sizes: Sizes,
  top: number,
  positions: Map<string, Point>,
): number {
  const layers: string[][] = [];
  for (const [id, layer] of layersOf(part, neighbours.before)) {
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(id);
  }
  for (const layer of layers) layer.sort(compareText);
  const middles = new Map<string, number>();
  for (const layer of layers) stack(layer, sizes, middles);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const layer of isForward ? layers : layers.toReversed()) {
      const links = isForward ? neighbours.before : neighbours.after;
      const wanted = new Map(
        layer.map((id) => [id, mean(links.get(id) ?? [], middles) ?? middles.get(id) ?? 0]),
      );
      layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || compareText(a, b));
      stack(layer, sizes, middles, wanted);
    }
  }
  const highest = Math.min(...part.map((id) => (middles.get(id) ?? 0) - heightOf(sizes, id) / 2));
  let x = 0;
  let bottom = top;
  for (const layer of layers) {
    for (const id of layer) {
      const y = Math.round(top + (middles.get(id) ?? 0) - heightOf(sizes, id) / 2 - highest);
      positions.set(id, { x, y });
      bottom = Math.max(bottom, y + heightOf(sizes, id));
    }
    x += Math.max(...layer.map((id) => sizes.get(id)?.width ?? 0)) + LAYER_GAP;
  }
  return bottom;
}

/**
 * Sets the middles of one layer from top to bottom without overlap. With `wanted`, cards stand as near to those
 * heights as their neighbours let them: runs of touching cards move together to the mean of what they want.
 */
function stack(
  layer: readonly string[],
  sizes: Sizes,
  middles: Map<string, number>,
  wanted?: ReadonlyMap<string, number>,
): void {
  interface Run {
    members: string[];
    height: number;
    /** Sum, over the members, of the upper edge that the run would need for each to stand where it wants. */
    pull: number;
  }
  const topOf = (run: Run) => run.pull / run.members.length;
  const runs: Run[] = [];
  let natural = 0;
  for (const id of layer) {
    const height = heightOf(sizes, id);
    const middle = wanted?.get(id) ?? natural + height / 2;
    natural += height + CARD_GAP;
    runs.push({ members: [id], height, pull: middle - height / 2 });
    while (runs.length > 1) {
      const [last, previous] = [runs.at(-1), runs.at(-2)];
      if (!last || !previous || topOf(previous) + previous.height + CARD_GAP <= topOf(last)) break;
      const shift = previous.height + CARD_GAP;
      previous.pull += last.pull - shift * last.members.length;
      previous.height += CARD_GAP + last.height;
      previous.members.push(...last.members);
      runs.pop();
    }
  }
  for (const run of runs) {
    let y = topOf(run);
    for (const id of run.members) {
      const height = heightOf(sizes, id);
      middles.set(id, y + height / 2);
      y += height + CARD_GAP;
    }
  }
}

function packLoose(loose: readonly string[], sizes: Sizes, top: number, positions: Map<string, Point>): void {
  const area = loose.reduce((sum, id) => {
    const { width = 0, height = 0 } = sizes.get(id) ?? {};
    return sum + (width + CARD_GAP) * (height + CARD_GAP);
  }, 0);
  const placed = bounds([...positions].map(([id, at]) => ({ ...at, ...(sizes.get(id) ?? NO_SIZE) })));
  const rowWidth = Math.max(placed?.width ?? 0, Math.sqrt(area * ASPECT));
  let [x, y, rowHeight] = [0, top, 0];
  for (const id of loose) {
    const { width, height } = sizes.get(id) ?? NO_SIZE;
    if (x > 0 && x + width > rowWidth) {
      y += rowHeight + CARD_GAP;
      x = rowHeight = 0;
    }
    positions.set(id, { x: Math.round(x), y: Math.round(y) });
    x += width + CARD_GAP;
    rowHeight = Math.max(rowHeight, height);
  }
}

const NO_SIZE: Size = { width: 0, height: 0 };

function heightOf(sizes: Sizes, id: string): number {
  return sizes.get(id)?.height ?? 0;
}

function mean(ids: readonly string[], values: ReadonlyMap<string, number>): number | null {
  if (ids.length === 0) return null;
  return ids.reduce((sum, id) => sum + (values.get(id) ?? 0), 0) / ids.length;
}
