const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PART = /(\d+(?:[.,]\d+)?)\s*([a-z]*)/gy;

/** Milliseconds of `500ms`, `5s`, `1.5 h`, `2d 7h` or plain milliseconds; null for all other texts. */
export function parseDuration(text: string): number | null {
  const written = text.trim().toLowerCase();
  if (/^-?\d+$/.test(written)) return Number.isSafeInteger(Number(written)) ? Number(written) : null;
  let total = 0;
  let end = 0;
  while (end < written.length) {
    PART.lastIndex = end;
    const part = PART.exec(written);
    const unit = UNIT_MS[part?.[2] ?? ""];
    if (!part || unit === undefined) return null;
    total += Number(part[1]!.replace(",", ".")) * unit;
    end = PART.lastIndex;
    while (written[end] === " ") end += 1;
  }
  const ms = Math.round(total);
  // A fraction of a millisecond would be lost without a word.
  return end > 0 && Math.abs(ms - total) < 1e-6 && Number.isSafeInteger(ms) ? ms : null;
}

const WRITTEN: readonly (readonly [unit: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** The exact duration as text that `parseDuration` reads back: `1 h 30 min`, `500 ms`. */
export function writeDuration(ms: number): string {
  if (ms <= 0) return String(ms);
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of WRITTEN) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.join(" ");
}
