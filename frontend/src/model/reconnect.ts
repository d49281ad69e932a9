/** Waits before the tries to connect again, in milliseconds; the last one repeats without end. */
const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15000] as const;

/** So much random extra at most, as a share of the wait, so that the browsers do not come back as a herd. */
const SPREAD = 0.3;

/** The server closes with this code when a client read too slowly (`websocket.md`, section 7). */
const TOO_SLOW = 1013;

/**
 * How long to wait before try number `attempt` (from 0) after a connection was lost.
 * `random` is in [0, 1). A connection closed as too slow is tried again at once, once.
 */
export function reconnectDelayMs(attempt: number, random: number, closeCode: number): number {
  if (closeCode === TOO_SLOW && attempt === 0) return 0;
  const wait = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] ?? 15000;
  return Math.round(wait * (1 + SPREAD * random));
}
