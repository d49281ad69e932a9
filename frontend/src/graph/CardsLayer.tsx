import { useLayoutEffect, useRef, type FocusEvent, type KeyboardEvent, type ReactNode } from "react";
import type { CameraStore } from "./cameraStore";
import styles from "./StepGraph.module.css";

/** So long after the last move of the view, the cards are drawn sharp again. */
const REST_MS = 160;

interface Props {
  readonly camera: CameraStore;
  readonly label: string;
  readonly describedBy: string;
  /** Whether the final places are still to come. */
  readonly isBusy: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
  readonly children: ReactNode;
}

/** The plane on which the cards lie. It follows the camera by its transform alone, without rendering. */
export function CardsLayer({
  camera,
  label,
  describedBy,
  isBusy,
  onKeyDown,
  onFocus,
  onBlur,
  children,
}: Props) {
  const plane = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = plane.current;
    if (!element) return;
    let rest: ReturnType<typeof setTimeout> | undefined;
    let shownZoom = 0;
    let frame = 0;
    const place = () => {
      frame = 0;
      const { x, y, zoom } = camera.get();
      element.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
      // While the view pans, the plane is moved as a picture; a change of zoom draws it anew.
      if (zoom === shownZoom) element.dataset["panning"] = "";
      else {
        delete element.dataset["panning"];
        element.style.setProperty("--zoom", String(zoom));
        shownZoom = zoom;
      }
      clearTimeout(rest);
      rest = setTimeout(() => delete element.dataset["panning"], REST_MS);
    };
    const plan = () => {
      frame ||= requestAnimationFrame(place);
    };
    place();
    const unwatch = camera.watch(plan);
    return () => {
      unwatch();
      clearTimeout(rest);
      cancelAnimationFrame(frame);
    };
  }, [camera]);
  return (
    <div
      ref={plane}
      className={styles.cards}
      role="listbox"
      tabIndex={-1}
      aria-multiselectable
      aria-busy={isBusy}
      aria-label={label}
      aria-describedby={describedBy}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      {children}
    </div>
  );
}
