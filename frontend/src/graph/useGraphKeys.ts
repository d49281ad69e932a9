import { useState, type KeyboardEvent } from "react";
import type { Point, Rect } from "./geometry";
import { walk, type Direction } from "./walk";
import type { Wire } from "./wires";

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** A card moves by so much with each arrow key in move mode. */
const STEP = 20;
const MOVES: Readonly<Record<Direction, Point>> = {
  left: { x: -STEP, y: 0 },
  right: { x: STEP, y: 0 },
  up: { x: 0, y: -STEP },
  down: { x: 0, y: STEP },
};
const ZOOM_STEP = 1.3;

interface Acts {
  readonly active: string | null;
  readonly rects: ReadonlyMap<string, Rect>;
  readonly wires: readonly Wire[];
  readonly isEnabled: boolean;
  readonly focus: (id: string) => void;
  readonly open: (id: string) => void;
  readonly unfold: (id: string) => void;
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly moveBy: (id: string, by: Point) => void;
  readonly onMoveEnd: (id: string) => void;
}

/** The keys that work while a card has the focus. `moving` is the card that the arrows move at present. */
export function useGraphKeys(acts: Acts) {
  const [moving, setMoving] = useState<string | null>(null);
  const endMove = (id: string) => {
    setMoving(null);
    acts.onMoveEnd(id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { active } = acts;
    if (!acts.isEnabled || active === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction) {
      if (moving !== null) {
        acts.moveBy(moving, MOVES[direction]);
        acts.focus(moving);
      } else {
        const next = walk(active, direction, acts.rects, acts.wires);
        if (next !== null) acts.focus(next);
      }
    } else if (event.key === "Enter") {
      if (moving !== null) endMove(moving);
      else acts.open(active);
    } else if (event.key === "Escape" && moving !== null) endMove(moving);
    else if (event.key === "m") setMoving(moving === null ? active : null);
    else if (event.key === "u") acts.unfold(active);
    else if (event.key === "0") acts.fit();
    else if (event.key === "+") acts.zoomBy(ZOOM_STEP);
    else if (event.key === "-") acts.zoomBy(1 / ZOOM_STEP);
    else return;
    // Taken: the keys of the page and of the browser do not act on it too.
    event.preventDefault();
    event.stopPropagation();
  };
  return { onKeyDown, moving };
}
