import type { Step } from "../model/step";
import { bounds, type Size } from "./geometry";
import { simpleLayout } from "./layoutState";
import { buildScene, rectsOf, type Scene } from "./scene";

/** A nested picture is drawn at this scale. */
export const NESTED_ZOOM = 0.6;
const MARGIN = 24;

export function plainScene(steps: readonly Step[]): Scene {
  return buildScene({
    steps,
    insets: new Map(),
    unfolded: new Set(),
    groups: null,
    collapsed: new Set(),
    isMadeElsewhere: () => false,
  });
}

/** The room that a nested graph of these steps wants inside a card. */
export function graphSize(steps: readonly Step[]): Size {
  const scene = plainScene(steps);
  const all = bounds(rectsOf(scene.cards.values(), simpleLayout(scene)).values());
  return {
    width: Math.round(((all?.width ?? 0) + 2 * MARGIN) * NESTED_ZOOM),
    height: Math.round(((all?.height ?? 0) + 2 * MARGIN) * NESTED_ZOOM),
  };
}
