import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactNode } from "react";
import styles from "./json.module.css";

interface Props {
  readonly label: string;
  readonly total: number;
  readonly draw: (place: number) => ReactNode;
  /** Told which rows are near the window. */
  readonly onRange?: (from: number, to: number) => void;
  /** Brought into view when it changes; -1 for none. */
  readonly reveal: number;
}

const ROW_HEIGHT = 24;

/** Many rows in a box that scrolls; only those near its window are drawn. */
export function JsonRows({ label, total, draw, onRange, reveal }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onRange?.(from, to), [from, to, onRange]);
  useEffect(() => {
    if (reveal >= 0) virtualizer.scrollToIndex(reveal, { align: "center" });
  }, [reveal, virtualizer]);
  return (
    // A box that scrolls must be reachable by the keyboard.
    <div ref={box} className={styles.box} role="region" aria-label={label} tabIndex={0}>
      <div style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {items.map((item) => (
          <div
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            className={styles.placed}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {draw(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
