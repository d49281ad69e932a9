/** Milliseconds since 1970 in UTC. Instants of REST are finer; they are cut, so that they equal the stream's. */
export type Instant = number;

/** How the API writes an instant that has not come. */
const NOT_YET = "0001-01-01T00:00:00Z";

const WRITTEN = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?Z$/;

/** The instant of a field of the API, or null for "not yet": the zero instant, `null` and a missing field alike. */
export function readInstant(written: unknown): Instant | null {
  if (typeof written === "number") return Math.trunc(written);
  if (typeof written !== "string" || written === NOT_YET) return null;
  const parts = WRITTEN.exec(written);
  if (!parts) return null;
  const milliseconds = (parts[2] ?? "").slice(0, 3).padEnd(3, "0");
  const instant = Date.parse(`${parts[1]}.${milliseconds}Z`);
  return Number.isNaN(instant) ? null : instant;
}

/** Time between two instants in milliseconds, or null when one of them has not come. */
export function durationBetween(from: Instant | null, to: Instant | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from);
}

export interface DurationPart {
  readonly value: number;
  readonly unit: "millisecond" | "second" | "minute" | "hour" | "day";
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration as people read it, at most two parts: 41 ms · 1.24 s · 2 min 11 s · 3 h 5 min · 2 d 7 h. */
export function durationParts(ms: number): readonly DurationPart[] {
  if (ms < SECOND) return [{ value: Math.round(ms), unit: "millisecond" }];
  if (ms < MINUTE) {
    const digits = ms < 10 * SECOND ? 100 : 10;
    return [{ value: Math.floor((ms / SECOND) * digits) / digits, unit: "second" }];
  }
  if (ms < HOUR) return pair(ms, MINUTE, "minute", SECOND, "second");
  if (ms < DAY) return pair(ms, HOUR, "hour", MINUTE, "minute");
  return pair(ms, DAY, "day", HOUR, "hour");
}

function pair(
  ms: number,
  big: number,
  bigUnit: DurationPart["unit"],
  small: number,
  smallUnit: DurationPart["unit"],
): readonly DurationPart[] {
  const first = { value: Math.floor(ms / big), unit: bigUnit };
  const rest = Math.floor((ms % big) / small);
  return rest === 0 ? [first] : [first, { value: rest, unit: smallUnit }];
}
