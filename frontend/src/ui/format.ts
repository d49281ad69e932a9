import type { TFunction } from "i18next";
import { durationParts, type Instant } from "../model/instants";
import { dateFormat, numberFormat } from "./formatters";

const JUST_NOW_MS = 1000;
const DAY_MS = 86_400_000;

export function formatNumber(value: number, language: string): string {
  return numberFormat(language).format(value);
}

/** 41 ms · 1.24 s · 2 min 11 s · 3 h 5 min. */
export function formatDuration(ms: number, t: TFunction, language: string): string {
  return durationParts(ms)
    .map(({ value, unit }) => t(`words.unit.${unit}`, { value: formatNumber(value, language) }))
    .join(" ");
}

/** As `formatDuration`, in whole seconds: for what ticks once a second. */
export function formatTicking(ms: number, t: TFunction, language: string): string {
  return formatDuration(Math.max(1000, Math.floor(ms / 1000) * 1000), t, language);
}

/** "3 min ago" up to a day, date and time otherwise. */
export function formatRelative(instant: Instant, now: Instant, t: TFunction, language: string): string {
  const age = now - instant;
  if (age >= DAY_MS) {
    return dateFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(instant);
  }
  if (age < JUST_NOW_MS) return t("words.justNow");
  const [first] = durationParts(Math.floor(age / 1000) * 1000);
  if (!first) return t("words.justNow");
  const value = formatNumber(Math.floor(first.value), language);
  return t("words.ago", { duration: t(`words.unit.${first.unit}`, { value }) });
}

/** Date and time with milliseconds and zone. */
export function formatInFull(instant: Instant, language: string): string {
  return dateFormat(language, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZoneName: "short",
  }).format(instant);
}

export function formatClock(instant: Instant, language: string): string {
  return dateFormat(language, { timeStyle: "medium" }).format(instant);
}

export function formatBytes(bytes: number, language: string): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return numberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

/** The time of day with milliseconds: 12:01:05.123. */
export function formatClockMs(instant: Instant, language: string): string {
  return dateFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  }).format(instant);
}
