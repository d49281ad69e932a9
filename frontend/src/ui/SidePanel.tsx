import { type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { setPreference, usePreference } from "../data/preferences";
import styles from "./SidePanel.module.css";

const LEAST = 280;
const MOST = 900;
const KEY_STEP = 24;

interface Props {
  /** The width is remembered under this name. */
  readonly name: string;
  readonly label: string;
  readonly resizeLabel: string;
  readonly width?: number;
  readonly children: ReactNode;
}

/** A panel at the right: beside the content on a wide screen, over it on a narrow one. Its width can be changed. */
export function SidePanel({ name, label, resizeLabel, width: first = 400, children }: Props) {
  const kept = usePreference(`panel.${name}`);
  const width = typeof kept === "number" && kept >= LEAST && kept <= MOST ? kept : first;
  const resize = (wanted: number) =>
    setPreference(`panel.${name}`, Math.round(Math.max(LEAST, Math.min(MOST, wanted))));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? KEY_STEP : event.key === "ArrowRight" ? -KEY_STEP : 0;
    if (by === 0) return;
    event.preventDefault();
    resize(width + by);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? 0;
    resize(right - event.clientX);
  };
  return (
    <aside className={styles.panel} aria-label={label} style={{ width }}>
      <div
        className={styles.handle}
        role="slider"
        tabIndex={0}
        aria-label={resizeLabel}
        aria-orientation="horizontal"
        aria-valuenow={width}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
      />
      <div className={styles.content}>{children}</div>
    </aside>
  );
}
