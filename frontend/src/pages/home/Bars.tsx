import styles from "./Home.module.css";

const WIDTH = 160;
const HEIGHT = 28;

interface Props {
  readonly values: readonly number[];
  /** What the bars say, for those who do not see them. */
  readonly label: string;
}

/** A small bar chart: one bar for each bucket, on a line. */
export function Bars({ values, label }: Props) {
  const top = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles.bars}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {values.map((value, place) => {
        if (value === 0) return null;
        const height = Math.max(2, (value / top) * (HEIGHT - 2));
        return (
          <rect
            key={place}
            x={place * step}
            y={HEIGHT - 1 - height}
            width={Math.max(1, step * 0.8)}
            height={height}
          />
        );
      })}
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
    </svg>
  );
}
