import { Button } from "@mantine/core";
import { useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../../data/clock";
import { axisTop, linePath } from "../../model/chart";
import type { Instant } from "../../model/instants";
import { ratesOf, SERIES, type Series, type Summary, type SummaryWindow } from "../../model/summary";
import { TableRegion } from "../../ui/TableRegion";
import tableStyles from "../../ui/table.module.css";
import pageStyles from "../page.module.css";
import styles from "./Home.module.css";

const BOX = { width: 560, height: 150 };

interface Props {
  readonly summary: Summary;
  readonly window: SummaryWindow;
}

interface Shown {
  readonly rates: Readonly<Record<Series, readonly number[]>>;
  readonly timeOf: (place: number) => string;
  readonly number: (rate: number) => string;
}

/** Flows started, completed and failed per minute over the window, as lines or as a table. */
export function Throughput({ summary, window }: Props) {
  const { t, i18n } = useTranslation();
  const [isTable, setTable] = useState(false);
  const now = useServerNow();
  const rates = Object.fromEntries(
    SERIES.map((name) => [name, ratesOf(summary, name, now)]),
  ) as Shown["rates"];
  const format = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 3 });
  const clock = new Intl.DateTimeFormat(i18n.language, {
    ...(window === "7d" ? { weekday: "short" } : {}),
    hour: "2-digit",
    minute: "2-digit",
  });
  const shown: Shown = {
    rates,
    timeOf: (place) => clock.format(summary.begins_at + place * summary.bucket_ms),
    number: (rate) => format.format(rate),
  };
  return (
    <section className={pageStyles.section}>
      <div className={styles.panelHead}>
        <h2>{t("home.throughput.title")}</h2>
        <Button variant="subtle" size="compact-sm" onClick={() => setTable(!isTable)}>
          {t(isTable ? "home.throughput.asChart" : "home.throughput.asTable")}
        </Button>
      </div>
      {isTable ? <RateTable {...shown} /> : <RateChart {...shown} now={now} />}
    </section>
  );
}

function RateChart({ rates, timeOf, number, now }: Shown & { readonly now: Instant }) {
  const { t, i18n } = useTranslation();
  const [place, setPlace] = useState<number | null>(null);
  const count = rates.started.length;
  const top = axisTop(Math.max(...SERIES.flatMap((name) => [...rates[name]]), 0));
  const at = place === null ? null : Math.min(place, count - 1);
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setPlace(Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * count)));
  };
  const values = (where: number) =>
    SERIES.map((name) => t(`home.throughput.${name}`, { number: number(rates[name][where] ?? 0) })).join(
      ", ",
    );
  const latest = Math.max(0, count - 1);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.legend}>
        {SERIES.map((name) => (
          <span key={name} className={styles.legendItem} data-series={name}>
            <svg viewBox="0 0 24 8" aria-hidden>
              <line x1="0" x2="24" y1="4" y2="4" />
            </svg>
            {t(`home.throughput.name.${name}`)}
          </span>
        ))}
      </figcaption>
      <div className={styles.plot}>
        <span className={styles.axis}>
          <span>{number(top)}</span>
          <span>0</span>
        </span>
        <svg
          role="img"
          aria-label={t("home.throughput.label", { time: timeOf(latest), values: values(latest) })}
          viewBox={`0 0 ${BOX.width} ${BOX.height}`}
          preserveAspectRatio="none"
          onPointerMove={onPointerMove}
          onPointerLeave={() => setPlace(null)}
        >
          {[0, 0.5, 1].map((share) => (
            <line
              key={share}
              className={styles.grid}
              x1={0}
              x2={BOX.width}
              y1={share * BOX.height}
              y2={share * BOX.height}
            />
          ))}
          {at !== null && (
            <line
              className={styles.cursor}
              x1={((at + 0.5) * BOX.width) / count}
              x2={((at + 0.5) * BOX.width) / count}
              y1={0}
              y2={BOX.height}
            />
          )}
          {SERIES.map((name) => (
            <path key={name} className={styles.line} data-series={name} d={linePath(rates[name], top, BOX)} />
          ))}
        </svg>
        <span className={styles.times}>
          <span>{timeOf(0)}</span>
          <span>{timeOf(Math.floor(count / 2))}</span>
          <span>
            {new Intl.DateTimeFormat(i18n.language, { hour: "2-digit", minute: "2-digit" }).format(now)}
          </span>
        </span>
      </div>
      <p className={styles.reading}>
        {at === null
          ? t("home.throughput.perMinute")
          : t("home.throughput.at", { time: timeOf(at), values: values(at) })}
      </p>
    </figure>
  );
}

function RateTable({ rates, timeOf, number }: Shown) {
  const { t } = useTranslation();
  const places = rates.started.map((_, place) => place).reverse();
  return (
    <div className={styles.rateTable}>
      <TableRegion label={t("home.throughput.table")}>
        <table className={tableStyles.table}>
          <thead>
            <tr>
              <th scope="col">{t("home.throughput.from")}</th>
              {SERIES.map((name) => (
                <th key={name} scope="col" className={tableStyles.number}>
                  {t(`home.throughput.name.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.map((place) => (
              <tr key={place}>
                <th scope="row">{timeOf(place)}</th>
                {SERIES.map((name) => (
                  <td key={name} className={tableStyles.number}>
                    {number(rates[name][place] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </div>
  );
}
