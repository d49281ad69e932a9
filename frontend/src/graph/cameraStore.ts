import { fitted, MOST_CARDS, revealing, zoomedAt, type Camera } from "./camera";
import { bounds, type Point, type Rect, type Size } from "./geometry";

/** Below this zoom a picture does not open by itself: its beginning is shown instead, in cards that can be read. */
const LEAST_OPENING_ZOOM = 0.34;

/**
 * Where the view stands. A store of its own and no state of a component, because it changes with each wheel event
 * and must not make a component render.
 */
export class CameraStore {
  private camera: Camera = { x: 0, y: 0, zoom: 1 };
  private size: Size = { width: 0, height: 0 };
  private readonly watchers = new Set<() => void>();
  /** Whether the user has moved the view since it was last fitted. */
  isMoved = false;

  readonly get = (): Camera => this.camera;
  readonly screen = (): Size => this.size;

  readonly watch = (onChange: () => void): (() => void) => {
    this.watchers.add(onChange);
    return () => this.watchers.delete(onChange);
  };

  resize(size: Size): void {
    if (size.width === this.size.width && size.height === this.size.height) return;
    this.size = size;
    this.tell();
  }

  /** A move of the user. */
  move(camera: Camera): void {
    this.isMoved = true;
    this.set(camera);
  }

  /** The view as it was left. */
  restore(camera: Camera, isMoved: boolean): void {
    this.isMoved = isMoved;
    this.set(camera);
  }

  panBy(dx: number, dy: number): void {
    this.move({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy });
  }

  zoomBy(factor: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    this.move(zoomedAt(this.camera, at, factor));
  }

  /** Shows all of them, and forgets that the user had moved the view. */
  fit(rects: Iterable<Rect>): void {
    const all = bounds(rects);
    if (!all || this.size.width === 0) return;
    this.isMoved = false;
    this.set(fitted(all, this.size));
  }

  /** The first view: all of them if they can be read then, or if they are too many anyway; else the beginning. */
  open(rects: readonly Rect[]): void {
    const all = bounds(rects);
    if (!all || this.size.width === 0) return;
    this.isMoved = false;
    const whole = fitted(all, this.size);
    if (whole.zoom >= LEAST_OPENING_ZOOM || rects.length > MOST_CARDS) return this.set(whole);
    // The middle of the first cards in the middle of the height: there the wires begin.
    const zoom = LEAST_OPENING_ZOOM;
    const middles = rects
      .filter(({ x }) => x < all.x + this.size.width / zoom / 2)
      .map((rect) => rect.y + rect.height / 2)
      .sort((a, b) => a - b);
    const middle = middles[Math.floor(middles.length / 2)] ?? 0;
    this.set({ zoom, x: 32 - zoom * all.x, y: this.size.height / 2 - zoom * middle });
  }

  /** Moves as little as is needed to see it; that is no move of the user. */
  reveal(rect: Rect): void {
    if (this.size.width > 0) this.set(revealing(this.camera, rect, this.size));
  }

  private set(camera: Camera): void {
    if (camera === this.camera) return;
    this.camera = camera;
    this.tell();
  }

  private tell(): void {
    this.watchers.forEach((notify) => notify());
  }
}
