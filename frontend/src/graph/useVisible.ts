import { useEffect, useState } from "react";
import type { CameraStore } from "./cameraStore";
import { NOTHING_VISIBLE, stillHolds, visibleCards, type Visible } from "./culling";
import type { Rect } from "./geometry";

/** The cards to draw at this moment. Renders only when the view leaves the part that is drawn. */
export function useVisible(store: CameraStore, rects: ReadonlyMap<string, Rect>): Visible {
  const [found, setFound] = useState<{ visible: Visible; rects: ReadonlyMap<string, Rect> }>(() => ({
    visible: NOTHING_VISIBLE,
    rects,
  }));
  let current = found;
  if (found.rects !== rects) {
    current = { visible: visibleCards(rects, store.get(), store.screen()), rects };
    setFound(current);
  }
  useEffect(() => {
    const look = () =>
      setFound((last) =>
        last.rects === rects && stillHolds(last.visible, store.get(), store.screen())
          ? last
          : { visible: visibleCards(rects, store.get(), store.screen()), rects },
      );
    look();
    return store.watch(look);
  }, [store, rects]);
  return current.visible;
}
