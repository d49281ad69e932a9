import { expect, test } from "vitest";
import { axisTop, linePath } from "./chart";
import { perMinute, ratesOf, readSummary } from "./summary";

const BEGIN = Date.parse("2026-03-01T10:00:00Z");
const summary = readSummary({
  begins_at: "2026-03-01T10:00:00Z",
  bucket_ms: 300_000,
  states: { running: 2, waiting: 1 },
  series: { started: [10, 20, 30], completed: [0, 0, 5], failed: [] },
});

test("speeds come from whole buckets only: the one that runs would make them too small", () => {
  expect(perMinute(summary, "started", 5)).toBe(4);
  expect(perMinute(summary, "started", 60)).toBe(3);
  expect(perMinute(summary, "failed", 5)).toBeNull();
});

test("the bucket that runs counts for the part of it that is over, once that is enough", () => {
  expect(ratesOf(summary, "started", BEGIN + 10.5 * 60_000)).toEqual([2, 4]);
  expect(ratesOf(summary, "started", BEGIN + 12.5 * 60_000)).toEqual([2, 4, 12]);
});

test("what the server does not tell is nothing", () => {
  expect(summary.states).toEqual({ running: 2, waiting: 1, settling: 0, completed: 0, failed: 0 });
  expect(summary.failures).toEqual([]);
});

test("an axis ends at a number that one can read", () => {
  expect([0, 1, 1.5, 3, 7, 20, 1234].map(axisTop)).toEqual([1, 1, 2, 5, 10, 20, 2000]);
});

test("a line goes through the middle of its buckets", () => {
  expect(linePath([0, 10], 10, { width: 100, height: 50 })).toBe("M25 50L75 0");
});
