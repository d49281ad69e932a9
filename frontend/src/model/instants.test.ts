import { expect, test } from "vitest";
import { durationBetween, durationParts, readInstant } from "./instants";

test.each([
  ["2026-03-01T10:20:30.123456789Z", 1772360430123],
  ["2026-03-01T10:20:30.5Z", 1772360430500],
  ["2026-03-01T10:20:30Z", 1772360430000],
  [1772360430123, 1772360430123],
])("%s is read to the millisecond", (written, instant) => {
  expect(readInstant(written)).toBe(instant);
});

test.each(["0001-01-01T00:00:00Z", null, undefined, ""])("%s means not yet", (written) => {
  expect(readInstant(written)).toBeNull();
});

test("REST and stream agree: finer digits are cut, not rounded", () => {
  expect(readInstant("2026-03-01T10:20:30.999999Z")).toBe(readInstant("2026-03-01T10:20:30.999Z"));
});

test("no duration runs backwards", () => {
  expect(durationBetween(10, 5)).toBe(0);
  expect(durationBetween(null, 5)).toBeNull();
});

test.each([
  [41, [{ value: 41, unit: "millisecond" }]],
  [1249, [{ value: 1.24, unit: "second" }]],
  [
    131_000,
    [
      { value: 2, unit: "minute" },
      { value: 11, unit: "second" },
    ],
  ],
  [
    11_100_000,
    [
      { value: 3, unit: "hour" },
      { value: 5, unit: "minute" },
    ],
  ],
  [120_000, [{ value: 2, unit: "minute" }]],
])("%i ms is told in at most two parts", (ms, parts) => {
  expect(durationParts(ms)).toEqual(parts);
});
