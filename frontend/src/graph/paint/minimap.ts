import { seenBy, type Camera } from "../camera";
import { bounds, grown, type Rect, type Size } from "../geometry";
import { STATE_COLOURS, type Looks } from "../look";
import type { Palette } from "./palette";

/** How the small map shows the graph: `x` on the map is `offset.x + scale * x` in the graph. */
export interface MapView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export function mapView(rects: Iterable<Rect>, map: Size): MapView {
  const all = grown(bounds(rects) ?? { x: 0, y: 0, width: 1, height: 1 }, 200);
  const scale = Math.min(map.width / all.width, map.height / all.height);
  return {
    scale,
    x: map.width / 2 - scale * (all.x + all.width / 2),
    y: map.height / 2 - scale * (all.y + all.height / 2),
  };
}

/** Draws the cards of the map; they change seldom, so they are kept as a picture. */
export function paintMapCards(
  context: CanvasRenderingContext2D,
  rects: ReadonlyMap<string, Rect>,
  view: MapView,
  looks: Looks,
  palette: Palette,
): void {
  for (const [id, rect] of rects) {
    const state = looks.get(id)?.state;
    const isAlarming = state === "failed" || state === "unhealthy";
    context.fillStyle = isAlarming ? palette.state(STATE_COLOURS[state]) : palette.wire;
    context.fillRect(
      view.x + rect.x * view.scale,
      view.y + rect.y * view.scale,
      Math.max(1.5, rect.width * view.scale),
      Math.max(1.5, rect.height * view.scale),
    );
  }
}

/** Draws the part of the graph that the screen shows. */
export function paintMapFrame(
  context: CanvasRenderingContext2D,
  view: MapView,
  camera: Camera,
  screen: Size,
  palette: Palette,
): void {
  const seen = seenBy(camera, screen);
  context.strokeStyle = palette.accent;
  context.lineWidth = 2;
  context.strokeRect(
    view.x + seen.x * view.scale,
    view.y + seen.y * view.scale,
    seen.width * view.scale,
    seen.height * view.scale,
  );
}
