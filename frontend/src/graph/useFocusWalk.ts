import { useCallback, useLayoutEffect, useRef, useState, type FocusEvent } from "react";
import type { Rect } from "./geometry";

interface FocusWalk {
  /** The one card that the Tab key reaches; null when there is none. */
  readonly active: string | null;
  readonly activate: (id: string) => void;
  /** Makes it the active one and brings the focus to it. */
  readonly focus: (id: string) => void;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/**
 * Which card holds the place in the Tab order. A card that leaves while it has the focus hands it to the one that
 * takes its place; a card that merely appears never takes it.
 */
export function useFocusWalk(
  element: HTMLElement | null,
  rects: ReadonlyMap<string, Rect>,
  selected: ReadonlySet<string>,
): FocusWalk {
  const [chosen, setChosen] = useState<string | null>(null);
  const [wanted, setWanted] = useState<{ readonly id: string } | null>(null);
  const hadFocus = useRef(false);
  const active =
    (chosen !== null && rects.has(chosen) ? chosen : null) ??
    [...selected].find((id) => rects.has(id)) ??
    firstOf(rects);

  useLayoutEffect(() => {
    if (wanted) cardElement(element, wanted.id)?.focus({ preventScroll: true });
  }, [element, wanted]);

  useLayoutEffect(() => {
    if (active === null || !hadFocus.current || document.activeElement !== document.body) return;
    cardElement(element, active)?.focus({ preventScroll: true });
  }, [element, active]);

  const focus = useCallback((id: string) => {
    setChosen(id);
    setWanted({ id });
  }, []);
  const onFocus = useCallback(() => {
    hadFocus.current = true;
  }, []);
  const onBlur = useCallback((event: FocusEvent) => {
    // Without a receiver the focus went because its card did, or because the window lost it.
    if (event.relatedTarget) hadFocus.current = false;
  }, []);
  return { active, activate: setChosen, focus, onFocus, onBlur };
}

function firstOf(rects: ReadonlyMap<string, Rect>): string | null {
  let first: string | null = null;
  let best: Rect | null = null;
  for (const [id, rect] of rects) {
    if (best && (rect.x > best.x || (rect.x === best.x && rect.y >= best.y))) continue;
    first = id;
    best = rect;
  }
  return first;
}

function cardElement(element: HTMLElement | null, id: string): HTMLElement | null {
  return element?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`) ?? null;
}
