import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Camera } from "./camera";
import { CameraStore } from "./cameraStore";
import type { Rect } from "./geometry";

interface Remembered {
  readonly camera: Camera;
  readonly isMoved: boolean;
}

/** Views of the pictures seen last. */
const remembered = new Map<string, Remembered>();
const MOST_REMEMBERED = 20;

/**
 * The camera over the life of a graph: it opens each picture at its beginning, or as it was left, and once more
 * when the final places have come and the user has not moved the view. `opensOn` names the card that it opens at.
 */
export function useGraphCamera(
  element: HTMLElement | null,
  layoutKey: string,
  isNested: boolean,
  opensOn: string | null,
) {
  const [camera] = useState(() => new CameraStore());
  const opened = useRef({ key: "", isFinal: false });
  const laidOut = useRef<{ key: string; rects: ReadonlyMap<string, Rect>; isFinal: boolean } | null>(null);

  const open = useCallback(() => {
    const { current } = laidOut;
    // Places of the picture before are still there for a moment.
    if (current?.key !== layoutKey || current.rects.size === 0 || camera.screen().width === 0) return;
    const isSame = opened.current.key === layoutKey;
    if (isSame && (opened.current.isFinal || !current.isFinal)) return;
    const known = isSame ? undefined : remembered.get(layoutKey);
    const isMoved = isSame && camera.isMoved;
    opened.current = { key: layoutKey, isFinal: current.isFinal };
    if (isMoved) return;
    const card = opensOn === null ? undefined : current.rects.get(opensOn);
    if (card) camera.fit([card]);
    else if (known) camera.restore(known.camera, known.isMoved);
    else if (isNested) camera.fit(current.rects.values());
    else camera.open([...current.rects.values()]);
  }, [camera, layoutKey, isNested, opensOn]);

  useLayoutEffect(() => {
    if (!element) return;
    const measure = () => {
      camera.resize({ width: element.clientWidth, height: element.clientHeight });
      open();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, camera, open]);

  useEffect(
    () => () => {
      if (opened.current.key !== layoutKey) return;
      remembered.delete(layoutKey);
      remembered.set(layoutKey, { camera: camera.get(), isMoved: camera.isMoved });
      for (const key of remembered.keys()) {
        if (remembered.size <= MOST_REMEMBERED) break;
        remembered.delete(key);
      }
    },
    [camera, layoutKey],
  );

  const setLaidOut = useCallback(
    (rects: ReadonlyMap<string, Rect>, isFinal: boolean) => {
      laidOut.current = { key: layoutKey, rects, isFinal };
      open();
    },
    [open, layoutKey],
  );
  const isViewMoved = useCallback(() => camera.isMoved, [camera]);
  return { camera, isViewMoved, setLaidOut };
}
