import { useEffect, useState } from "react";
import type { Positions } from "./geometry";

const GLIDE_MS = 280;
/** With more cards a glide would only stutter. */
const MOST_GLIDING = 150;

/** The places on their way to new ones. With reduced motion, and with many cards, they are there at once. */
export function useGlide(positions: Positions): Positions {
  const [shown, setShown] = useState(positions);
  const [target, setTarget] = useState(positions);
  let current = shown;
  if (target !== positions) {
    setTarget(positions);
    if (!glides(shown, positions)) {
      current = positions;
      setShown(positions);
    }
  }
  useEffect(() => {
    if (current === positions) return;
    const from = current;
    const start = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const t = Math.min(1, Math.max(0, (now - start) / GLIDE_MS));
      setShown(t === 1 ? positions : between(from, positions, t * (2 - t)));
      if (t < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
    // The glide starts where the cards stood when the new places came.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [positions]);
  return current;
}

/** Whether cards that are there already change their places, and few enough of them. */
function glides(from: Positions, to: Positions): boolean {
  if (to.size > MOST_GLIDING || matchMedia("(prefers-reduced-motion: reduce)").matches) return false;
  let moved = 0;
  for (const [id, at] of to) {
    const before = from.get(id);
    if (before && (before.x !== at.x || before.y !== at.y)) moved += 1;
  }
  // One that moves is being dragged.
  return moved > 1;
}

function between(from: Positions, to: Positions, t: number): Positions {
  return new Map(
    [...to].map(([id, at]) => {
      const before = from.get(id) ?? at;
      return [id, { x: before.x + t * (at.x - before.x), y: before.y + t * (at.y - before.y) }];
    }),
  );
}
