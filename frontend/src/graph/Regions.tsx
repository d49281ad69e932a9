import { ActionIcon } from "@mantine/core";
import { ChevronsDownUp } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CameraStore } from "./cameraStore";
import type { Rect } from "./geometry";
import styles from "./StepGraph.module.css";

interface Props {
  readonly camera: CameraStore;
  readonly frames: ReadonlyMap<string, Rect>;
  readonly onCollapse: (name: string) => void;
}

/** The names of the regions, in a size that can be read at any zoom, each with a button that collapses it. */
export function Regions({ camera, frames, onCollapse }: Props) {
  const { t } = useTranslation();
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = layer.current;
    if (!element) return;
    let frame = 0;
    const place = () => {
      frame = 0;
      const { x, y, zoom } = camera.get();
      for (const child of element.children) {
        const rect = frames.get(child.getAttribute("data-name") ?? "");
        if (rect && child instanceof HTMLElement) {
          child.style.transform = `translate(${x + zoom * rect.x + 8}px, ${y + zoom * rect.y + 6}px)`;
          child.style.maxWidth = `${Math.max(60, zoom * rect.width - 16)}px`;
        }
      }
    };
    place();
    const unwatch = camera.watch(() => {
      frame ||= requestAnimationFrame(place);
    });
    return () => {
      unwatch();
      cancelAnimationFrame(frame);
    };
  }, [camera, frames]);
  return (
    <div ref={layer}>
      {[...frames.keys()].map((name) => (
        <div key={name} className={styles.region} data-name={name} data-above="">
          <ActionIcon
            variant="subtle"
            size={24}
            aria-label={t("graph.collapse", { name })}
            onClick={() => onCollapse(name)}
          >
            <ChevronsDownUp size={14} aria-hidden />
          </ActionIcon>
          <span>{name}</span>
        </div>
      ))}
    </div>
  );
}
