import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CameraStore } from "./cameraStore";
import type { Rect } from "./geometry";
import type { Looks } from "./look";
import { mapView, paintMapCards, paintMapFrame } from "./paint/minimap";
import { readPalette } from "./paint/palette";
import styles from "./StepGraph.module.css";

const SIZE = { width: 180, height: 120 };

interface Props {
  readonly camera: CameraStore;
  readonly rects: ReadonlyMap<string, Rect>;
  readonly looks: Looks;
}

/** All cards small, with a frame around what is seen; a click brings the view there. */
export function Minimap({ camera, rects, looks }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme("light");
  const view = useMemo(() => mapView(rects.values(), SIZE), [rects]);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const palette = readPalette(element);
    const cards = document.createElement("canvas");
    cards.width = SIZE.width;
    cards.height = SIZE.height;
    const below = cards.getContext("2d");
    if (below) paintMapCards(below, rects, view, looks, palette);
    let frame = 0;
    const paint = () => {
      frame = 0;
      context.clearRect(0, 0, SIZE.width, SIZE.height);
      context.drawImage(cards, 0, 0);
      paintMapFrame(context, view, camera.get(), camera.screen(), palette);
    };
    paint();
    const unwatch = camera.watch(() => {
      frame ||= requestAnimationFrame(paint);
    });
    return () => {
      unwatch();
      cancelAnimationFrame(frame);
    };
  }, [camera, rects, looks, view, scheme]);
  return (
    <button
      type="button"
      className={styles.map}
      aria-label={t("graph.map")}
      // The keyboard has other ways through the graph, which do not need a point.
      tabIndex={-1}
      onClick={(event) => {
        const { left, top } = event.currentTarget.getBoundingClientRect();
        const at = {
          x: (event.clientX - left - view.x) / view.scale,
          y: (event.clientY - top - view.y) / view.scale,
        };
        const [{ zoom }, screen] = [camera.get(), camera.screen()];
        camera.move({ zoom, x: screen.width / 2 - zoom * at.x, y: screen.height / 2 - zoom * at.y });
      }}
    >
      <canvas ref={canvas} {...SIZE} aria-hidden />
    </button>
  );
}
