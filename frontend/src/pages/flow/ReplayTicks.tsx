import { useEffect, useRef } from "react";
import { STATE_COLOURS } from "../../graph/look";
import { eventLook } from "../../model/eventKind";
import { isFailure, isStepLevel, type Replay } from "../../model/replay";
import styles from "./ReplayBar.module.css";

/** A tick for each event that changes a step or the flow, and for each failure, in the colours of states. */
export function ReplayTicks({ replay: { events } }: { readonly replay: Replay }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const { width, height } = element.getBoundingClientRect();
    const scale = devicePixelRatio;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    const style = getComputedStyle(element);
    const colours = new Map<string, string>();
    const colourOf = (name: string) => {
      let colour = colours.get(name);
      if (colour === undefined) colours.set(name, (colour = style.getPropertyValue(name)));
      return colour;
    };
    const draw = (isWanted: (place: number) => boolean) => {
      events.forEach((event, place) => {
        if (!isWanted(place)) return;
        context.fillStyle = colourOf(`--state-${STATE_COLOURS[eventLook(event)]}`);
        const x = (place / Math.max(1, events.length - 1)) * (element.width - 2 * scale);
        context.fillRect(x, 0, 2 * scale, element.height);
      });
    };
    draw((place) => isTick(events[place]) && !isFailed(events[place]));
    // Last, so that no other tick covers them.
    draw((place) => isFailed(events[place]));
  }, [events]);
  return <canvas ref={canvas} className={styles.ticks} aria-hidden />;
}

function isTick(event: Replay["events"][number] | undefined): boolean {
  return event !== undefined && isStepLevel(event);
}

function isFailed(event: Replay["events"][number] | undefined): boolean {
  return event !== undefined && isFailure(event);
}
