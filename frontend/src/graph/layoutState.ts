import { NO_ROUTES, type Positions, type Routes } from "./geometry";
import { joinRegions, outerTask, regionTasks, type Arrange, type Arranged } from "./grouping";
import { layerOut } from "./layering";
import { placeNew } from "./placing";
import type { Scene } from "./scene";

/** Where the cards stand, as long as the picture is the same (`layoutKey`). */
export interface LayoutState {
  readonly key: string;
  /** The scene for which the places are complete. */
  readonly scene: Scene;
  readonly positions: Positions;
  readonly routes: Routes;
  /** `given`: from outside; `simple`: the worker is still at it; `final`: its answer, or it has failed. */
  readonly origin: "given" | "simple" | "final";
  /** An answer that came after the view had been moved: it is offered, not taken. */
  readonly offered: Arranged | null;
}

/** Above this the worker would hold a core for a minute, so the simple layout stays. */
export const MOST_FOR_WORKER = 900;

/** Places from outside are taken when they know at least this share of the cards. */
const ENOUGH_GIVEN = 0.5;

export function firstLayout(key: string, scene: Scene, given: Positions | null): LayoutState {
  const known = given ? [...scene.cards.keys()].filter((id) => given.has(id)).length : 0;
  if (given && known > 0 && known >= scene.cards.size * ENOUGH_GIVEN) {
    const positions = placeNew(given, scene.cards, scene.wires);
    return { key, scene, positions, routes: NO_ROUTES, origin: "given", offered: null };
  }
  const origin = scene.cards.size > MOST_FOR_WORKER ? "final" : "simple";
  return { key, scene, positions: simpleLayout(scene), routes: NO_ROUTES, origin, offered: null };
}

/** The same picture with other steps in it: nobody moves but who is new. */
export function withScene(state: LayoutState, scene: Scene): LayoutState {
  return { ...state, scene, positions: placeNew(state.positions, scene.cards, scene.wires) };
}

/** The worker has answered. Steps that came meanwhile find their places. */
export function withAnswer(state: LayoutState, answer: Arranged, isViewMoved: boolean): LayoutState {
  const { routes } = answer;
  const positions = placeNew(answer.positions, state.scene.cards, state.scene.wires);
  if (isViewMoved) return { ...state, origin: "final", offered: { positions, routes } };
  return { ...state, origin: "final", positions, routes, offered: null };
}

export function simpleLayout(scene: Scene): Positions {
  const { cards, wires } = scene;
  if (![...cards.values()].some(({ region }) => region !== null)) return layerOut(cards, wires);
  const regions = regionTasks(cards.values(), wires);
  const placed = regions.map(({ task }) => layerOut(task.sizes, task.wires));
  const outer = outerTask(regions, placed, wires);
  return joinRegions(regions, placed, layerOut(outer.sizes, outer.wires));
}

/** The same in the worker: region by region, then the regions themselves. */
export async function workerLayout(scene: Scene, arrange: Arrange): Promise<Arranged> {
  const { cards, wires } = scene;
  if (![...cards.values()].some(({ region }) => region !== null)) {
    return arrange({ sizes: cards, wires });
  }
  const regions = regionTasks(cards.values(), wires);
  const placed: Positions[] = [];
  for (const { task } of regions) placed.push((await arrange(task)).positions);
  const outer = await arrange(outerTask(regions, placed, wires));
  // Wires between regions are not routed, and those within them would be the only ones.
  return { positions: joinRegions(regions, placed, outer.positions), routes: NO_ROUTES };
}
