import { useComputedColorScheme } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";
import type { CameraStore } from "./cameraStore";
import { paintBlocks, paintRegions, type BlockStyle } from "./paint/blocks";
import type { Curves } from "./paint/curves";
import { readPalette, type Palette } from "./paint/palette";
import { paintWires, type WireStyle } from "./paint/wires";
import type { Detail } from "./camera";
import type { Rect } from "./geometry";
import type { Scene } from "./scene";
import styles from "./StepGraph.module.css";

/** A screen with more dots would only make the wires slower. */
const MOST_DOTS = 2;

interface Props {
  readonly camera: CameraStore;
  readonly scene: Scene;
  readonly rects: ReadonlyMap<string, Rect>;
  readonly curves: Curves;
  readonly frames: ReadonlyMap<string, Rect>;
  readonly detail: Detail;
  readonly wireStyle: WireStyle;
  readonly blockStyle: BlockStyle;
}

/** What is not made of elements: regions, wires, and the cards as blocks. Painted at most once a frame. */
export function GraphCanvas(props: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme("light");
  const read = useRef<{ readonly scheme: string; readonly palette: Palette } | null>(null);
  const { camera, scene, rects, curves, frames, detail, wireStyle, blockStyle } = props;
  // With the cards, not after them: a frame between the two would show wires that end beside their cards.
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // Reading colours makes the browser compute styles; they only change with the scheme.
    if (read.current?.scheme !== scheme) read.current = { scheme, palette: readPalette(element) };
    const { palette } = read.current;
    let frame = 0;
    const paint = () => {
      frame = 0;
      const screen = camera.screen();
      const dots = Math.min(MOST_DOTS, window.devicePixelRatio || 1);
      const [width, height] = [Math.round(screen.width * dots), Math.round(screen.height * dots)];
      const context = width > 0 && height > 0 ? element.getContext("2d") : null;
      if (!context) return;
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      context.setTransform(dots, 0, 0, dots, 0, 0);
      context.clearRect(0, 0, screen.width, screen.height);
      const view = camera.get();
      paintRegions(context, frames, view, palette);
      paintWires(context, curves, view, screen, palette, wireStyle);
      if (detail === "blocks") paintBlocks(context, scene, rects, view, screen, palette, blockStyle);
    };
    const plan = () => {
      frame ||= requestAnimationFrame(paint);
    };
    paint();
    const unwatch = camera.watch(plan);
    return () => {
      unwatch();
      cancelAnimationFrame(frame);
    };
    // The scheme counts because the palette is read from it.
  }, [camera, scene, rects, curves, frames, detail, wireStyle, blockStyle, scheme]);
  return <canvas ref={canvas} className={styles.canvas} aria-hidden />;
}
