import { useEffect, useRef, useState, type Dispatch, type SetStateAction } from "react";
import { panned, zoomed, type View } from "../../../model/timeAxis";

const ZOOM_PER_PIXEL = 0.003;

/**
 * Zooms by the wheel around the pointer: over the axis and the overview always, elsewhere with Ctrl, which is what a
 * pinch sends. So the page still scrolls over the rows. A wheel that goes sideways moves the view.
 */
export function useZoomWheel(view: View, setView: Dispatch<SetStateAction<View>>) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const current = useRef(view);
  useEffect(() => {
    current.current = view;
  }, [view]);
  useEffect(() => {
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const lane = (event.target as Element).closest("[data-lane]");
      if (!lane) return;
      const isZoom = event.ctrlKey || lane.getAttribute("data-lane") === "axis";
      const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (!isZoom && !isSideways) return;
      event.preventDefault();
      const { left, width } = lane.getBoundingClientRect();
      const { from, to } = current.current;
      const delta = event.deltaY || event.deltaX;
      if (isSideways) {
        setView((before) => panned(before, ((event.deltaX || event.deltaY) / width) * (to - from)));
        return;
      }
      const isOverview = lane.hasAttribute("data-overview");
      const share = (event.clientX - left) / width;
      const around = isOverview ? Math.min(to, Math.max(from, share)) : from + share * (to - from);
      setView((before) => zoomed(before, around, Math.exp(-delta * ZOOM_PER_PIXEL)));
    };
    // React's own handler for the wheel is passive and could not keep the page from scrolling.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [element, setView]);
  return setElement;
}
