import { useSyncExternalStore } from "react";
import type { Instant } from "../model/instants";

/**
 * The browser's clock is not trusted: `offset` is how far the server's clock is ahead of it, in ms. An event
 * always comes later than its timestamp says, so of several estimates the greatest is the nearest.
 */
let offset: number | null = null;

/** Takes the timestamp of an event that has just come. */
export function noteServerTime(timestamp: Instant): void {
  const estimate = timestamp - Date.now();
  if (offset === null || estimate > offset) offset = estimate;
}

/** Takes the `Date` header of an answer that has just come; it is cut to seconds, so it only serves as a start. */
export function noteDateHeader(header: string | null): void {
  const written = header === null ? NaN : Date.parse(header);
  if (offset !== null || Number.isNaN(written)) return;
  const estimate = written + 500 - Date.now();
  // Within the second that the header cannot tell, the two clocks are taken for equal.
  if (Math.abs(estimate) > 1000) offset = estimate;
}

/** The present instant by the server's clock. */
export function serverNow(): Instant {
  return Date.now() + (offset ?? 0);
}

const TICK_MS = 1000;
const watchers = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | null = null;
let tick = serverNow();
let isJustRead = false;

function watch(onTick: () => void): () => void {
  watchers.add(onTick);
  ticker ??= setInterval(() => {
    tick = serverNow();
    watchers.forEach((notify) => notify());
  }, TICK_MS);
  return () => {
    watchers.delete(onTick);
    if (watchers.size > 0 || ticker === null) return;
    clearInterval(ticker);
    ticker = null;
  };
}

function currentTick(): Instant {
  // Nobody ticked while nobody watched. A view asks twice while it is drawn, and must be told the same.
  if (ticker === null && !isJustRead) {
    tick = serverNow();
    isJustRead = true;
    queueMicrotask(() => (isJustRead = false));
  }
  return tick;
}

/** The browser's own time with the same tick: for what is timed in this tab, such as tries to connect. */
export function useLocalNow(isTicking = true): number {
  return useServerNow(isTicking) - (offset ?? 0);
}

function doNotWatch(): () => void {
  return () => undefined;
}

/** The server's time, ticking once a second for all who ask; it stands still when `isTicking` is false. */
export function useServerNow(isTicking = true): Instant {
  return useSyncExternalStore(isTicking ? watch : doNotWatch, currentTick);
}
