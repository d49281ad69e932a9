import ELK, { type ELK as Elk, type ElkNode } from "elkjs/lib/elk-api";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { compareText } from "../model/step";
import type { Point } from "./geometry";
import type { Arrange, Arranged, LayoutTask } from "./grouping";
import { CARD_GAP, LAYER_GAP } from "./layering";
import { portOffset } from "./size";
import type { Scene } from "./scene";
import { wireKey } from "./wires";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "POLYLINE",
  "elk.spacing.nodeNode": String(CARD_GAP),
  "elk.layered.spacing.nodeNodeBetweenLayers": String(LAYER_GAP),
  "elk.spacing.componentComponent": "70",
  "elk.separateConnectedComponents": "true",
  "elk.aspectRatio": "1.6",
  "elk.layered.thoroughness": "5",
  "elk.randomSeed": "1",
};

/**
 * The worker that lays out, with what one layout needs. `stop` ends it in the middle of its work: the layout of a
 * picture that nobody looks at any more must not hold a core.
 */
export interface LayoutWorker {
  readonly arrange: Arrange;
  readonly stop: () => void;
}

/**
 * Starts the worker. Wires end at the rows of their attributes where the cards are those of the scene. Throws, or
 * `arrange` does, where the browser cannot run it.
 */
export function startLayoutWorker(scene: Scene): LayoutWorker {
  const worker = new Worker(workerUrl);
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
  });
  // Nobody waits for it while the worker is idle.
  broken.catch(() => undefined);
  const elk: Elk = new ELK({ workerFactory: () => worker });
  return {
    arrange: async (task) =>
      arrangedBy(task, await Promise.race([elk.layout(elkGraph(task, scene)), broken])),
    stop: () => elk.terminateWorker(),
  };
}

/** The graph as the worker takes it, in the order of ids: the same catalog gives the same picture. */
export function elkGraph(task: LayoutTask, scene: Scene): ElkNode {
  const { sizes } = task;
  const ports = new Map<string, Map<string, { y: number; side: "EAST" | "WEST" }>>();
  const portOf = (card: string, side: "inputs" | "outputs", attribute: string): string => {
    const drawn = scene.cards.get(card);
    if (!drawn) return card;
    const id = JSON.stringify([card, side, attribute]);
    const known = ports.get(card) ?? new Map<string, { y: number; side: "EAST" | "WEST" }>();
    known.set(id, {
      y: portOffset(drawn.rows, side, attribute),
      side: side === "inputs" ? "WEST" : "EAST",
    });
    ports.set(card, known);
    return id;
  };
  const edges = drawnWires(task).map(({ from, to, attribute }, place) => ({
    id: `e${place}`,
    sources: [portOf(from, "outputs", attribute)],
    targets: [portOf(to, "inputs", attribute)],
  }));
  return {
    id: "",
    layoutOptions: OPTIONS,
    children: [...sizes]
      .sort(([a], [b]) => compareText(a, b))
      .map(([id, { width, height }]) => ({
        id,
        width,
        height,
        ...(ports.has(id)
          ? {
              layoutOptions: { "elk.portConstraints": "FIXED_POS" },
              ports: [...(ports.get(id) ?? [])].map(([port, { y, side }]) => ({
                id: port,
                x: side === "WEST" ? 0 : width,
                y,
                width: 0,
                height: 0,
                layoutOptions: { "elk.port.side": side },
              })),
            }
          : {}),
      })),
    edges,
  };
}

function arrangedBy({ sizes, wires }: LayoutTask, { children = [], edges = [] }: ElkNode): Arranged {
  const positions = new Map(
    children.map(({ id, x = 0, y = 0 }) => [id, { x: Math.round(x), y: Math.round(y) }]),
  );
  const routes = new Map<string, readonly Point[]>();
  for (const [place, wire] of drawnWires({ sizes, wires }).entries()) {
    const [section] = edges[place]?.sections ?? [];
    if (section) {
      routes.set(wireKey(wire), [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]);
    }
  }
  return { positions, routes };
}

/** Wires with both ends among the cards, in the order of the edges. */
function drawnWires({ sizes, wires }: LayoutTask): LayoutTask["wires"] {
  return wires.filter(({ from, to }) => sizes.has(from) && sizes.has(to));
}
