import { contains, type Point, type Rect, type Size } from "./geometry";

/** What of the graph is seen: a point of the graph stands on the screen at `x + zoom * point.x`. */
export interface Camera extends Point {
  readonly zoom: number;
}

export const SMALLEST_ZOOM = 0.02;
export const LARGEST_ZOOM = 2;
/** Room around what is fitted, in pixels of the screen. */
const FIT_MARGIN = 32;

export type Detail = "full" | "short" | "blocks";

const FULL_FROM = 0.6;
const SHORT_FROM = 0.3;
/** More cards than this at once are blocks at any zoom. */
export const MOST_CARDS = 300;

export function detailAt(zoom: number, visibleCards: number): Detail {
  if (zoom < SHORT_FROM || visibleCards > MOST_CARDS) return "blocks";
  return zoom >= FULL_FROM ? "full" : "short";
}

export function clampZoom(zoom: number): number {
  return Math.min(LARGEST_ZOOM, Math.max(SMALLEST_ZOOM, zoom));
}

/** Zooms so that the point under `at` (on the screen) stays there. */
export function zoomedAt(camera: Camera, at: Point, factor: number): Camera {
  const zoom = clampZoom(camera.zoom * factor);
  const ratio = zoom / camera.zoom;
  return { zoom, x: at.x - (at.x - camera.x) * ratio, y: at.y - (at.y - camera.y) * ratio };
}

/** The part of the graph that a screen of this size shows. */
export function seenBy(camera: Camera, screen: Size): Rect {
  return {
    x: -camera.x / camera.zoom,
    y: -camera.y / camera.zoom,
    width: screen.width / camera.zoom,
    height: screen.height / camera.zoom,
  };
}

export function toGraph(camera: Camera, at: Point): Point {
  return { x: (at.x - camera.x) / camera.zoom, y: (at.y - camera.y) / camera.zoom };
}

/** All of the rectangle in the middle of the screen, at zoom 1 at most. */
export function fitted(rect: Rect, screen: Size): Camera {
  const wide = Math.max(1, screen.width - 2 * FIT_MARGIN) / Math.max(1, rect.width);
  const high = Math.max(1, screen.height - 2 * FIT_MARGIN) / Math.max(1, rect.height);
  const zoom = Math.max(SMALLEST_ZOOM, Math.min(1, wide, high));
  return {
    zoom,
    x: screen.width / 2 - zoom * (rect.x + rect.width / 2),
    y: screen.height / 2 - zoom * (rect.y + rect.height / 2),
  };
}

/** The camera moved as little as is needed to see the whole rectangle; the same one when it is seen. */
export function revealing(camera: Camera, rect: Rect, screen: Size): Camera {
  const margin = FIT_MARGIN / camera.zoom;
  const seen = seenBy(camera, screen);
  const wanted = {
    x: rect.x - margin,
    y: rect.y - margin,
    width: rect.width + 2 * margin,
    height: rect.height + 2 * margin,
  };
  if (contains(seen, wanted)) return camera;
  return {
    ...camera,
    x: camera.x + camera.zoom * shift(seen.x, seen.width, wanted.x, wanted.width),
    y: camera.y + camera.zoom * shift(seen.y, seen.height, wanted.y, wanted.height),
  };
}

/** How far the content must move so that the wanted stretch lies in the seen one; its beginning wins. */
function shift(seen: number, seenLength: number, wanted: number, wantedLength: number): number {
  if (wanted < seen || wantedLength > seenLength) return seen - wanted;
  return Math.min(0, seen + seenLength - (wanted + wantedLength));
}
