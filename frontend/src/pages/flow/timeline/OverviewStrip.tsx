import { useEffect, useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { STATE_COLOURS } from "../../../graph/look";
import type { RecordedEvent } from "../../../model/event";
import { eventLook } from "../../../model/eventKind";
import { isFailure } from "../../../model/replay";
import { WHOLE, xOf, type TimeAxis, type View } from "../../../model/timeAxis";
import styles from "./timeline.module.css";

const LEAST_WIDTH = 0.002;

interface Props {
  readonly axis: TimeAxis;
  readonly events: readonly RecordedEvent[];
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** The whole time in one strip, with a stroke for each event; a stretch that is brushed over becomes the view. */
export function OverviewStrip({ axis, events, view, onView }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [brush, setBrush] = useState<{ readonly from: number; readonly to: number } | null>(null);
  useEffect(() => {
    if (canvas.current) drawEvents(canvas.current, axis, events);
  }, [axis, events]);
  const shareAt = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const shown = brush ? { from: Math.min(brush.from, brush.to), to: Math.max(brush.from, brush.to) } : view;
  return (
    <div className={styles.line}>
      <span className={styles.label}>{t("flow.timeline.overview")}</span>
      <span
        className={styles.strip}
        data-lane="axis"
        data-overview
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setBrush({ from: shareAt(event), to: shareAt(event) });
        }}
        onPointerMove={(event) => {
          if (brush) setBrush({ ...brush, to: shareAt(event) });
        }}
        onPointerUp={() => {
          setBrush(null);
          onView(shown.to - shown.from < LEAST_WIDTH ? WHOLE : shown);
        }}
      >
        <canvas ref={canvas} className={styles.stripCanvas} aria-hidden />
        <span
          className={styles.window}
          style={{ left: `${shown.from * 100}%`, width: `${(shown.to - shown.from) * 100}%` }}
        />
      </span>
    </div>
  );
}

function drawEvents(canvas: HTMLCanvasElement, axis: TimeAxis, events: readonly RecordedEvent[]): void {
  const context = canvas.getContext("2d");
  const { width, height } = canvas.getBoundingClientRect();
  if (!context || width === 0) return;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const style = getComputedStyle(canvas);
  const colours = new Map<string, string>();
  const colourOf = (event: RecordedEvent) => {
    const name = `--state-${STATE_COLOURS[eventLook(event)]}`;
    let colour = colours.get(name);
    if (colour === undefined) colours.set(name, (colour = style.getPropertyValue(name)));
    return colour;
  };
  const stroke = (event: RecordedEvent, share: number) => {
    context.fillStyle = colourOf(event);
    const x = xOf(axis, event.timestamp) * (canvas.width - devicePixelRatio);
    context.fillRect(x, canvas.height * (1 - share), devicePixelRatio, canvas.height * share);
  };
  for (const event of events) stroke(event, event.type.startsWith("work_") ? 0.5 : 0.8);
  for (const event of events) if (isFailure(event)) stroke(event, 1);
}
