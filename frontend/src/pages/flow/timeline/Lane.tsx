import { memo } from "react";
import { useTranslation } from "react-i18next";
import { STATE_COLOURS } from "../../../graph/look";
import { drawnBars, type DrawnBar } from "../../../model/drawnBars";
import type { Instant } from "../../../model/instants";
import { xOf, type TimeAxis, type View } from "../../../model/timeAxis";
import type { Bar, Mark } from "../../../model/timeline";
import { formatClockMs, formatDuration } from "../../../ui/format";
import styles from "./timeline.module.css";

interface Props {
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
  readonly axis: TimeAxis;
  readonly view: View;
  readonly now: Instant;
  /** Where the line of replay stands, as a share of what is visible; null for none. */
  readonly lineAt: number | null;
}

/** The stretches and marks of one row. */
export const Lane = memo(function Lane({ bars, marks, axis, view, now, lineAt }: Props) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const scale = 1 / (view.to - view.from);
  const title = ({ kind, from, to, count, isOpen, look }: DrawnBar) =>
    [
      t(`flow.timeline.bar.${kind}`),
      count > 1 ? `× ${count}` : "",
      kind === "attempt" || kind === "undoing" ? t(`words.look.${look}`) : "",
      `${formatClockMs(from, language)}–${isOpen ? "…" : formatClockMs(to, language)}`,
      formatDuration(to - from, t, language),
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <span className={styles.lane} data-lane="rows">
      {drawnBars(bars, axis, view, now).map((bar, place) => (
        <span
          key={place}
          className={styles.bar}
          data-kind={bar.kind}
          data-colour={STATE_COLOURS[bar.look]}
          style={{ left: `${bar.x * 100}%`, width: `${bar.width * 100}%` }}
          title={title(bar)}
        />
      ))}
      {marks.map((mark, place) => {
        const x = (xOf(axis, mark.at) - view.from) * scale;
        if (x < 0 || x > 1) return null;
        return (
          <span
            key={place}
            className={styles.mark}
            data-outcome={mark.attribute === "" || undefined}
            data-colour={STATE_COLOURS[mark.look]}
            style={{ left: `${x * 100}%` }}
            title={
              mark.attribute === ""
                ? t(`words.look.${mark.look}`)
                : t("flow.timeline.set", { name: mark.attribute })
            }
          />
        );
      })}
      {lineAt !== null && lineAt >= 0 && lineAt <= 1 && (
        <span className={styles.moment} style={{ left: `${lineAt * 100}%` }} />
      )}
    </span>
  );
});
