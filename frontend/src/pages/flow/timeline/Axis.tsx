import { useTranslation } from "react-i18next";
import { ticksOf, xOf, type TimeAxis, type View } from "../../../model/timeAxis";
import { formatClock, formatClockMs, formatDuration } from "../../../ui/format";
import styles from "./timeline.module.css";

const MOST_TICKS = 6;

interface Props {
  readonly axis: TimeAxis;
  readonly view: View;
  readonly isClock: boolean;
}

/** Times along the top, and how long the folded gaps are. */
export function Axis({ axis, view, isClock }: Props) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const scale = 1 / (view.to - view.from);
  const place = (x: number) => `${(x - view.from) * scale * 100}%`;
  const ticks = ticksOf(axis, view, MOST_TICKS, isClock);
  const isFine = ticks.length > 1 && (ticks[1] ?? 0) - (ticks[0] ?? 0) < 1000;
  const text = (tick: number) =>
    isClock
      ? (isFine ? formatClockMs : formatClock)(tick, language)
      : formatDuration(tick - axis.from, t, language);
  return (
    <div className={styles.line} aria-hidden>
      <span className={styles.label} />
      <span className={styles.axis} data-lane="axis">
        {ticks.map((tick) => (
          <span key={tick} className={styles.tick} style={{ left: place(xOf(axis, tick)) }}>
            {text(tick)}
          </span>
        ))}
        {axis.parts
          .filter(({ isGap, x, width }) => isGap && x + width > view.from && x < view.to)
          .map(({ x, width, from, to }) => (
            <span
              key={from}
              className={styles.gapLabel}
              style={{ left: place(x), width: `${width * scale * 100}%` }}
              title={t("flow.timeline.gap", { duration: formatDuration(to - from, t, language) })}
            >
              ⋯ {formatDuration(to - from, t, language)}
            </span>
          ))}
      </span>
    </div>
  );
}
