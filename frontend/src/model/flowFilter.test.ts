import { expect, test } from "vitest";
import {
  chipsOf,
  cleared,
  filterQuery,
  isFiltered,
  isNewestFirst,
  toggled,
  withoutChip,
  type FlowFilter,
} from "./flowFilter";

const NOW = Date.parse("2026-03-01T10:20:45.500Z");

const EVERYTHING: FlowFilter = {
  q: "no price",
  state: ["running", "failed"],
  goal: ["pay"],
  step: ["ship", "pay"],
  label: ["team=a=b", "x=1"],
  error: "status 422: item …",
  started_from: "-24h",
  started_to: "2026-03-01T10:00:00.000Z",
  ended_from: "-15m",
  ended_to: "2026-03-01T10:20:00.000Z",
  min_duration: 0,
  max_duration: 5000,
  children: "only",
  parent: "f:1",
  sort: "duration",
  order: "asc",
};

test("the server is asked with instants: relative ones are cut to the minute, so that the question stays the same", () => {
  const asked = filterQuery(EVERYTHING, NOW);
  expect(asked.get("started_from")).toBe("2026-02-28T10:20:00.000Z");
  expect(asked.get("ended_from")).toBe("2026-03-01T10:05:00.000Z");
  expect(asked.getAll("label")).toEqual(["team=a=b", "x=1"]);
  expect(asked.get("min_duration")).toBe("0");
  expect(filterQuery(EVERYTHING, NOW + 5000).toString()).toBe(asked.toString());
});

test("each condition is a chip, and without all of them nothing is filtered", () => {
  const bare = chipsOf(EVERYTHING).reduce(withoutChip, EVERYTHING);
  expect(chipsOf(EVERYTHING)).toHaveLength(17);
  expect(isFiltered(bare)).toBe(false);
  expect(bare).toMatchObject({ sort: "duration", order: "asc" });
  expect(cleared(EVERYTHING)).toEqual({ sort: "duration", order: "asc" });
});

test("a state is added and taken out again", () => {
  const once = toggled({}, "state", "failed");
  expect(once.state).toEqual(["failed"]);
  expect(isFiltered(toggled(once, "state", "failed"))).toBe(false);
});

test("new flows belong on top only when the newest come first", () => {
  expect(
    [{}, { sort: "started" } as const, { order: "asc" } as const, { sort: "ended" } as const].map(
      isNewestFirst,
    ),
  ).toEqual([true, true, false, false]);
});
