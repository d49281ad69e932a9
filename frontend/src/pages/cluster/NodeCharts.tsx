import { useState } from "react";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNodeSamples } from "../../data/nodes";
import { axisTop, timePath } from "../../model/chart";
import { commitRates, type NodesSample } from "../../model/nodes";
import { formatClock, formatDuration } from "../../ui/format";
import { TableRegion } from "../../ui/TableRegion";
import tableStyles from "../../ui/table.module.css";
import pageStyles from "../page.module.css";
import styles from "./Cluster.module.css";

const BOX = { width: 480, height: 110 };
/** The table shows the latest of what the chart shows. */
const MOST_ROWS = 30;

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [at: number, value: number])[];
}

/** Lag and commits per second since this page was opened. */
export function NodeCharts({ nodeIds }: { readonly nodeIds: readonly string[] }) {
  const { t } = useTranslation();
  const samples = useNodeSamples((state) => state.samples);
  const [isTable, setTable] = useState(false);
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < 1000) {
    return <p className={pageStyles.secondary}>{t("cluster.chart.soon")}</p>;
  }
  const lags = nodeIds.map((name) => ({
    name,
    points: samples.flatMap(({ at, lags: found }) => {
      const lag = found.get(name);
      return lag === undefined ? [] : [[at, lag] as const];
    }),
  }));
  const commits = [{ name: t("cluster.chart.commits"), points: commitRates(samples) }];
  return (
    <section className={pageStyles.section}>
      <div className={styles.chartsHead}>
        <h2>{t("cluster.chart.title")}</h2>
        <Button variant="subtle" size="compact-sm" onClick={() => setTable(!isTable)}>
          {t(isTable ? "cluster.chart.asChart" : "cluster.chart.asTable")}
        </Button>
      </div>
      {isTable ? (
        <SampleTable samples={samples} nodeIds={nodeIds} />
      ) : (
        <div className={styles.charts}>
          <TimeChart title={t("cluster.chart.lag")} lines={lags} from={first.at} to={last.at} />
          <TimeChart title={t("cluster.chart.perSecond")} lines={commits} from={first.at} to={last.at} />
        </div>
      )}
    </section>
  );
}

interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
}

function TimeChart({ title, lines, from, to }: ChartProps) {
  const { t, i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 3 });
  const top = axisTop(Math.max(1, ...lines.flatMap(({ points }) => points.map(([, value]) => value))));
  const share = (at: number) => (at - from) / (to - from);
  const latest = lines
    .map(({ name, points }) => `${name} ${format.format(points.at(-1)?.[1] ?? 0)}`)
    .join(", ");
  return (
    <figure className={styles.chart}>
      <figcaption>{title}</figcaption>
      <div className={styles.plot}>
        <span className={styles.axis}>
          <span>{format.format(top)}</span>
          <span>0</span>
        </span>
        <svg
          role="img"
          aria-label={t("cluster.chart.label", { title, values: latest })}
          viewBox={`0 0 ${BOX.width} ${BOX.height}`}
          preserveAspectRatio="none"
        >
          {[0, 1].map((end) => (
            <line
              key={end}
              className={styles.grid}
              x1={0}
              x2={BOX.width}
              y1={end * BOX.height}
              y2={end * BOX.height}
            />
          ))}
          {lines.map(({ name, points }, place) => (
            <path
              key={name}
              className={styles.line}
              data-place={place % 4}
              d={timePath(
                points.map(([at, value]) => [share(at), value]),
                top,
                BOX,
              )}
            />
          ))}
        </svg>
        <span className={styles.times}>
          <span>
            {t("words.ago", {
              duration: formatDuration(Math.floor((to - from) / 1000) * 1000, t, i18n.language),
            })}
          </span>
          <span>{t("cluster.now")}</span>
        </span>
      </div>
      {lines.length > 1 && (
        <ul className={styles.legend}>
          {lines.map(({ name, points }, place) => (
            <li key={name}>
              <svg viewBox="0 0 24 8" aria-hidden>
                <line className={styles.line} data-place={place % 4} x1="0" x2="24" y1="4" y2="4" />
              </svg>
              <code>{name}</code> {format.format(points.at(-1)?.[1] ?? 0)}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

interface TableProps {
  readonly samples: readonly NodesSample[];
  readonly nodeIds: readonly string[];
}

function SampleTable({ samples, nodeIds }: TableProps) {
  const { t, i18n } = useTranslation();
  const rates = new Map(commitRates(samples));
  const format = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 3 });
  const shown = samples.slice(-MOST_ROWS).reverse();
  return (
    <TableRegion label={t("cluster.chart.title")}>
      <table className={tableStyles.table}>
        <thead>
          <tr>
            <th scope="col">{t("cluster.chart.time")}</th>
            <th scope="col" className={tableStyles.number}>
              {t("cluster.chart.perSecond")}
            </th>
            {nodeIds.map((id) => (
              <th key={id} scope="col" className={tableStyles.number}>
                {t("cluster.chart.lagOf", { node: id })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ at, lags }) => (
            <tr key={at}>
              <th scope="row">{formatClock(at, i18n.language)}</th>
              <td className={tableStyles.number}>
                {rates.has(at) ? format.format(rates.get(at) ?? 0) : "–"}
              </td>
              {nodeIds.map((id) => (
                <td key={id} className={tableStyles.number}>
                  {lags.has(id) ? format.format(lags.get(id) ?? 0) : "–"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
