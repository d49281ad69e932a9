import { useEffect, useRef } from "react";
import type { CameraStore } from "./cameraStore";
import type { Point } from "./geometry";

/** A press that moves less than this is a click. */
const CLICK_SLOP = 4;
/** A wheel that counts lines or pages, in pixels. */
const WHEEL_UNITS = [1, 16, 400] as const;

export interface PointerActs {
  /** The id of the card at this point of the screen, where cards are drawn on the canvas. */
  readonly cardAt: (at: Point) => string | null;
  readonly onClick: (target: Target, isToggle: boolean) => void;
  readonly onDoubleClick: (target: Target) => void;
  readonly onHover: (target: Target | null) => void;
  /** A card is dragged by so much of the screen in all; null when that was given up. */
  readonly onDrag: (card: string, by: Point | null) => void;
  readonly onDrop: (card: string) => void;
}

/** What lies under the pointer. */
export interface Target {
  readonly at: Point;
  readonly card: string | null;
  /** Attribute of the row of the card. */
  readonly row: string | null;
  /** The line that unfolds the card. */
  readonly unfold: string | null;
}

/**
 * Mouse, pen, fingers and wheel: the ground pans, cards drag, two fingers and Ctrl with the wheel zoom. `acts`
 * may change with each render.
 */
export function usePointer(
  element: HTMLElement | null,
  camera: CameraStore,
  acts: PointerActs,
  isWheelOn: boolean,
): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    if (!element) return;
    const gesture = new Gesture(element, camera, () => latest.current);
    const listeners: Record<string, (event: never) => void> = {
      pointerdown: gesture.onDown,
      pointermove: gesture.onMove,
      pointerup: gesture.onUp,
      pointercancel: gesture.onCancel,
      pointerleave: gesture.onLeave,
      dblclick: gesture.onDoubleClick,
      ...(isWheelOn ? { wheel: gesture.onWheel } : {}),
    };
    for (const [type, listener] of Object.entries(listeners)) {
      element.addEventListener(type, listener as (event: Event) => void, { passive: false });
    }
    return () => {
      for (const [type, listener] of Object.entries(listeners)) {
        element.removeEventListener(type, listener as (event: Event) => void);
      }
    };
  }, [element, camera, isWheelOn]);
}

class Gesture {
  private readonly fingers = new Map<number, Point>();
  private pressed: { target: Target; isDragging: boolean; isMultiple: boolean } | null = null;
  private spread = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly camera: CameraStore,
    private readonly acts: () => PointerActs,
  ) {}

  readonly onDown = (event: PointerEvent): void => {
    if (event.button > 1 || isForeign(event.target, this.element)) return;
    this.fingers.set(event.pointerId, this.pointOf(event));
    if (this.fingers.size === 2) {
      this.giveUpDrag();
      this.spread = this.spreadNow();
      return;
    }
    this.pressed = { target: this.targetOf(event), isDragging: false, isMultiple: false };
    // The middle button pans, wherever it is pressed.
    if (event.button === 1) this.pressed.target = { ...this.pressed.target, card: null };
  };

  readonly onMove = (event: PointerEvent): void => {
    const before = this.fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") this.acts().onHover(this.targetOf(event));
      return;
    }
    const now = this.pointOf(event);
    this.fingers.set(event.pointerId, now);
    if (this.fingers.size === 2) return this.pinch(before, now);
    const { pressed } = this;
    if (!pressed) return;
    const by = { x: now.x - pressed.target.at.x, y: now.y - pressed.target.at.y };
    if (!pressed.isDragging) {
      if (Math.hypot(by.x, by.y) < CLICK_SLOP) return;
      pressed.isDragging = true;
      // From now on the gesture is ours, also beyond the edge; before, a click must reach what it hits.
      this.element.setPointerCapture(event.pointerId);
      this.acts().onHover(null);
    }
    if (pressed.target.card !== null) this.acts().onDrag(pressed.target.card, by);
    else this.camera.panBy(now.x - before.x, now.y - before.y);
  };

  readonly onUp = (event: PointerEvent): void => {
    if (!this.fingers.delete(event.pointerId)) return;
    const { pressed } = this;
    if (this.fingers.size > 0 || !pressed) return;
    this.pressed = null;
    if (pressed.isMultiple) return;
    if (!pressed.isDragging) {
      this.acts().onClick(pressed.target, event.shiftKey || event.ctrlKey || event.metaKey);
    } else if (pressed.target.card !== null) {
      this.acts().onDrop(pressed.target.card);
    }
  };

  readonly onCancel = (event: PointerEvent): void => {
    this.fingers.delete(event.pointerId);
    this.giveUpDrag();
    this.pressed = null;
  };

  readonly onLeave = (event: PointerEvent): void => {
    if (!this.fingers.has(event.pointerId)) this.acts().onHover(null);
  };

  readonly onDoubleClick = (event: MouseEvent): void => {
    if (!isForeign(event.target, this.element)) this.acts().onDoubleClick(this.targetOf(event));
  };

  readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = WHEEL_UNITS[event.deltaMode as 0 | 1 | 2];
    if (event.ctrlKey || event.metaKey) {
      this.camera.zoomBy(Math.exp(-event.deltaY * unit * 0.0025), this.pointOf(event));
    } else if (event.shiftKey && event.deltaX === 0) {
      this.camera.panBy(-event.deltaY * unit, 0);
    } else {
      this.camera.panBy(-event.deltaX * unit, -event.deltaY * unit);
    }
  };

  private pinch(before: Point, now: Point): void {
    const spread = this.spreadNow();
    const points = [...this.fingers.values()];
    const middle = {
      x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
      y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
    };
    this.camera.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (this.spread > 0 && spread > 0) this.camera.zoomBy(spread / this.spread, middle);
    this.spread = spread;
  }

  private spreadNow(): number {
    const [a, b] = [...this.fingers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }

  private giveUpDrag(): void {
    if (!this.pressed) return;
    const { card } = this.pressed.target;
    if (this.pressed.isDragging && card !== null) this.acts().onDrag(card, null);
    this.pressed = { ...this.pressed, isMultiple: true };
  }

  private pointOf(event: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private targetOf(event: MouseEvent): Target {
    const at = this.pointOf(event);
    const element = event.target instanceof Element ? event.target : null;
    const read = (attribute: string) => element?.closest(`[${attribute}]`)?.getAttribute(attribute) ?? null;
    return {
      at,
      card: read("data-card") ?? this.acts().cardAt(at),
      row: read("data-row"),
      unfold: read("data-unfold"),
    };
  }
}

/** Buttons above the graph, and graphs inside a card, have pointers of their own. */
function isForeign(target: EventTarget | null, own: HTMLElement): boolean {
  if (!(target instanceof Element)) return false;
  const foreign = target.closest("button, a, input, [data-inset], [data-above]");
  return foreign !== null && own.contains(foreign);
}
