import { readInteger, readObject, readText } from "./event";
import { FLOW_STATES, type FlowState } from "./flowFilter";
import { readFlowRow, type FlowRow } from "./flowRow";
import { readInstant, type Instant } from "./instants";
import { isJsonList, type Json } from "./json";

export const WINDOWS = ["1h", "6h", "24h", "7d"] as const;
export type SummaryWindow = (typeof WINDOWS)[number];

export const SERIES = ["started", "completed", "failed"] as const;
export type Series = (typeof SERIES)[number];

/** Failed flows of one cause. */
export interface FailureGroup {
  /** The step that the error names; empty when it names none. */
  readonly step: string;
  /** The error with ids and numbers folded to "…". */
  readonly error: string;
  readonly flows: number;
  readonly first_at: Instant | null;
  readonly last_at: Instant | null;
  readonly newest_flow_id: string;
  /** Failures by bucket of the window. */
  readonly series: readonly number[];
}

/** A node's record of a step that is not healthy. */
export interface Trouble {
  readonly step: string;
  readonly node: string;
  readonly error: string;
  readonly since: Instant | null;
}

/** The numbers of the home page (`ui.md`, section 7). */
export interface Summary {
  readonly begins_at: Instant;
  readonly bucket_ms: number;
  readonly states: Readonly<Record<FlowState, number>>;
  /** Flows by bucket; the last bucket is not over. */
  readonly series: Readonly<Record<Series, readonly number[]>>;
  /** The most frequent first. */
  readonly failures: readonly FailureGroup[];
  /** Causes that are not listed. */
  readonly failures_left: number;
  /** Active flows that have gone longest without an event, the longest first. */
  readonly quiet: readonly FlowRow[];
  readonly unhealthy: readonly Trouble[];
  readonly retried: readonly { readonly step: string; readonly retries: number }[];
}

export function readSummary(answer: Json): Summary {
  const summary = readObject(answer);
  const states = readObject(summary["states"]);
  const series = readObject(summary["series"]);
  return {
    begins_at: readInstant(summary["begins_at"]) ?? 0,
    bucket_ms: readInteger(summary["bucket_ms"]),
    states: Object.fromEntries(
      FLOW_STATES.map((state) => [state, readInteger(states[state])]),
    ) as Summary["states"],
    series: Object.fromEntries(SERIES.map((name) => [name, readNumbers(series[name])])) as Summary["series"],
    failures: readList(summary["failures"], readFailure),
    failures_left: readInteger(summary["failures_left"]),
    quiet: readList(summary["quiet"], readFlowRow),
    unhealthy: readList(summary["unhealthy"], (entry) => {
      const { step, node, error, since } = readObject(entry);
      return {
        step: readText(step),
        node: readText(node),
        error: readText(error),
        since: readInstant(since),
      };
    }),
    retried: readList(summary["retried"], (entry) => {
      const { step, retries } = readObject(entry);
      return { step: readText(step), retries: readInteger(retries) };
    }),
  };
}

function readFailure(entry: Json): FailureGroup {
  const group = readObject(entry);
  return {
    step: readText(group["step"]),
    error: readText(group["error"]),
    flows: readInteger(group["flows"]),
    first_at: readInstant(group["first_at"]),
    last_at: readInstant(group["last_at"]),
    newest_flow_id: readText(group["newest_flow_id"]),
    series: readNumbers(group["series"]),
  };
}

function readList<T>(value: Json | undefined, read: (entry: Json) => T): readonly T[] {
  return (isJsonList(value) ? value : []).map(read);
}

function readNumbers(value: Json | undefined): readonly number[] {
  return readList(value, readInteger);
}

/**
 * Flows of one series per minute, over the whole buckets of the last minutes: the bucket that runs is not over, so
 * it would make the number too small. Null while no bucket is over.
 */
export function perMinute(summary: Summary, name: Series, minutes: number): number | null {
  const whole = summary.series[name].slice(0, -1);
  const buckets = Math.max(1, Math.round((minutes * 60_000) / summary.bucket_ms));
  const counted = whole.slice(-buckets);
  if (counted.length === 0 || summary.bucket_ms === 0) return null;
  const total = counted.reduce((sum, count) => sum + count, 0);
  return total / ((counted.length * summary.bucket_ms) / 60_000);
}

export function totalOf(summary: Summary, name: Series): number {
  return summary.series[name].reduce((sum, count) => sum + count, 0);
}

/** The bucket that runs is drawn once so much of it is over: before that its speed is a guess. */
const ENOUGH_OF_BUCKET = 0.25;

/** Flows of a series per minute, by bucket; the last one counts for the part of it that is over, or not at all. */
export function ratesOf(
  { begins_at, bucket_ms, series }: Summary,
  name: Series,
  now: Instant,
): readonly number[] {
  const counts = series[name];
  const minutes = bucket_ms / 60_000;
  return counts.flatMap((count, place) => {
    const isLast = place === counts.length - 1;
    const over = isLast ? Math.min((now - begins_at - place * bucket_ms) / bucket_ms, 1) : 1;
    return over < ENOUGH_OF_BUCKET ? [] : [count / (minutes * over)];
  });
}
