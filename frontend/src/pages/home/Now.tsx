import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FlowFilter } from "../../model/flowFilter";
import { perMinute, totalOf, type Summary } from "../../model/summary";
import { formatNumber } from "../../ui/format";
import styles from "./Home.module.css";

/** Speeds are those of the last minutes: shorter, and they jump; longer, and they come too late. */
const MINUTES = 5;
const LAST_MINUTES = `-${MINUTES}m`;

/** How much goes on; each number opens the list of just these flows. */
export function Now({ summary }: { readonly summary: Summary }) {
  const { t, i18n } = useTranslation();
  const { running, waiting, settling } = summary.states;
  const number = (value: number) => formatNumber(value, i18n.language);
  const completed = perMinute(summary, "completed", MINUTES);
  const ended = completed === null ? null : completed + (perMinute(summary, "failed", MINUTES) ?? 0);
  const failed = totalOf(summary, "failed");
  const parts = [
    t("home.now.waiting", { count: waiting, number: number(waiting) }),
    ...(settling > 0 ? [t("home.now.settling", { count: settling, number: number(settling) })] : []),
  ];
  return (
    <section aria-label={t("home.now.title")}>
      <ul className={styles.numbers}>
        <Number
          value={number(running + waiting)}
          word={t("home.now.active")}
          note={parts.join(", ")}
          look="running"
          filter={{ state: ["running", "waiting"] }}
        />
        <Number
          value={speed(perMinute(summary, "started", MINUTES), i18n.language)}
          word={t("home.now.started")}
          note={t("home.now.span")}
          filter={{ started_from: LAST_MINUTES }}
        />
        <Number
          value={speed(ended, i18n.language)}
          word={t("home.now.ended")}
          note={t("home.now.span")}
          filter={{ ended_from: LAST_MINUTES, sort: "ended" }}
        />
        <Number
          value={number(failed)}
          word={t("home.now.failed")}
          note={t("home.now.hour")}
          look={failed > 0 ? "failed" : undefined}
          filter={{ state: ["failed"], ended_from: "-1h", sort: "ended" }}
        />
      </ul>
    </section>
  );
}

interface NumberProps {
  readonly value: string;
  readonly word: string;
  readonly note: string;
  readonly look?: "running" | "failed" | undefined;
  readonly filter: FlowFilter;
}

function Number({ value, word, note, look, filter }: NumberProps) {
  return (
    <li>
      <Link to="/flows" search={{ ...filter }} className={styles.number} data-look={look}>
        <strong>{value}</strong>
        <span>{word}</span>
        <span className={styles.note}>{note}</span>
      </Link>
    </li>
  );
}

/** "–" while it is not known; one digit behind the point while it is small. */
function speed(value: number | null, language: string): string {
  if (value === null) return "–";
  return new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
