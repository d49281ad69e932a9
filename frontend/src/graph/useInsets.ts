import { useState } from "react";
import type { Size } from "./geometry";
import type { Looks } from "./look";

/** The sizes of what stands inside cards: the same map while they are the same, whatever else the looks say. */
export function useInsets(looks: Looks): ReadonlyMap<string, Size> {
  const [insets, setInsets] = useState<ReadonlyMap<string, Size>>(() => sizesOf(looks));
  const now = sizesOf(looks);
  if (isSame(insets, now)) return insets;
  setInsets(now);
  return now;
}

function sizesOf(looks: Looks): ReadonlyMap<string, Size> {
  const sizes = new Map<string, Size>();
  for (const [id, { inset }] of looks) {
    if (inset) sizes.set(id, { width: inset.width, height: inset.height });
  }
  return sizes;
}

function isSame(a: ReadonlyMap<string, Size>, b: ReadonlyMap<string, Size>): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(
    ([id, { width, height }]) => b.get(id)?.width === width && b.get(id)?.height === height,
  );
}
