import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import styles from "./table.module.css";

/** Below this number all rows are drawn: the browser's own search then finds them all. */
const ALL_ROWS = 150;

interface Props<T> {
  readonly rows: readonly T[];
  readonly columns: number;
  readonly rowHeight: number;
  readonly keyOf: (row: T) => string;
  /** Draws a `tr`, which must take `ref` and `data-index`, so that its true height is known. */
  readonly draw: (row: T, place: Measured) => ReactNode;
  /** The key of a row that is brought into view when it changes. */
  readonly reveal?: string | undefined;
}

export interface Measured {
  readonly ref: ((element: Element | null) => void) | undefined;
  readonly "data-index": number;
}

/** The body of a table that scrolls with the page; of many rows only those near the window are drawn. */
export function VirtualBody<T>(props: Props<T>) {
  const { rows, keyOf, draw } = props;
  if (rows.length > ALL_ROWS) return <WindowedBody {...props} />;
  return (
    <tbody>
      {rows.map((row, index) => (
        <Keyed key={keyOf(row)}>{draw(row, { ref: undefined, "data-index": index })}</Keyed>
      ))}
    </tbody>
  );
}

function WindowedBody<T>({ rows, columns, rowHeight, keyOf, draw, reveal }: Props<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => keyOf(rows[index] as T),
    overscan: 12,
    scrollMargin: top,
  });
  const shown = reveal === undefined ? -1 : rows.findIndex((row) => keyOf(row) === reveal);
  useEffect(() => {
    if (shown >= 0 && top > 0) virtualizer.scrollToIndex(shown, { align: "center" });
    // Only another row moves the view: rows that come before it must not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [reveal, top > 0, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  return (
    <tbody ref={body}>
      <Spacer height={before} columns={columns} />
      {items.map((item) => (
        <Keyed key={item.key}>
          {draw(rows[item.index] as T, { ref: virtualizer.measureElement, "data-index": item.index })}
        </Keyed>
      ))}
      <Spacer height={after} columns={columns} />
    </tbody>
  );
}

function Keyed({ children }: { readonly children: ReactNode }) {
  return <>{children}</>;
}

function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className={styles.spacer} aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
