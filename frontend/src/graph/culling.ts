import { detailAt, seenBy, type Camera, type Detail } from "./camera";
import { contains, grown, overlaps, type Rect, type Size } from "./geometry";

/** The cards that are drawn as elements, and the part of the graph for which that holds. */
export interface Visible {
  readonly detail: Detail;
  readonly ids: readonly string[];
  readonly area: Rect;
}

/** Cards are drawn so far beyond the edge of the screen, as a share of it: a short pan draws none anew. */
const AHEAD = 0.35;

export const NOTHING_VISIBLE: Visible = {
  detail: "blocks",
  ids: [],
  area: { x: 0, y: 0, width: 0, height: 0 },
};

export function visibleCards(rects: ReadonlyMap<string, Rect>, camera: Camera, screen: Size): Visible {
  const seen = seenBy(camera, screen);
  const area = grown(seen, Math.max(seen.width, seen.height) * AHEAD);
  const ids: string[] = [];
  let count = 0;
  for (const [id, rect] of rects) {
    if (!overlaps(area, rect)) continue;
    ids.push(id);
    if (overlaps(seen, rect)) count += 1;
  }
  const detail = detailAt(camera.zoom, count);
  return { detail, ids: detail === "blocks" ? [] : ids, area };
}

/** Whether what was found for another camera still holds for this one. */
export function stillHolds(visible: Visible, camera: Camera, screen: Size): boolean {
  const seen = seenBy(camera, screen);
  if (!contains(visible.area, seen)) return false;
  if (visible.detail === "blocks")
    return detailAt(camera.zoom, 0) === "blocks" && visible.area.width < 4 * seen.width;
  return detailAt(camera.zoom, 0) === visible.detail && visible.area.width < 3 * seen.width;
}
