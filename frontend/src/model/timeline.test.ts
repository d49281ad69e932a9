import { describe, expect, test } from "vitest";
import { bigHistory } from "../testing/bigHistory";
import { recorded } from "../testing/recorded";
import { drawnBars } from "./drawnBars";
import type { RecordedEvent } from "./event";
import { axisOf, instantAt, ticksOf, WHOLE, xOf, zoomed } from "./timeAxis";
import { timelineOf, type StepLine } from "./timeline";

const kinds = (line: StepLine | undefined) => line?.bars.map(({ kind, look }) => `${kind} ${look}`);

describe("the timeline", () => {
  test("tells of each try, of the waiting between them, and of the outcome", () => {
    const { events } = recorded("retries-used-up");
    const [line] = timelineOf(["retries-used-up-call"], events);
    expect(kinds(line)?.filter((one) => !one.startsWith("queued"))).toEqual([
      "waiting waiting",
      "attempt failed",
      "backoff waiting",
      "attempt failed",
      "backoff waiting",
      "attempt failed",
      "backoff waiting",
      "attempt failed",
    ]);
    expect(line?.marks).toMatchObject([{ attribute: "", look: "failed" }]);
  });

  test("shows undoing, and a line for each item", () => {
    const { events } = recorded("fan-out-failed-and-undone");
    const [line] = timelineOf(["fan-out-failed-and-undone-reserve"], events);
    expect(line?.items).toHaveLength(4);
    expect(kinds(line)).toContain("undoing undone");
  });

  test("leaves nothing open when the flow has ended", () => {
    for (const name of ["fan-out-failed-and-undone", "refused-upstream", "closed-gate", "pruned"]) {
      const { events, state } = recorded(name);
      const lines = timelineOf([...state.plan.steps.keys()], events);
      expect(lines.flatMap(({ bars }) => bars).filter(({ to }) => to === null)).toEqual([]);
    }
  });

  test("of thousands of items is drawn in few strokes", () => {
    const events = bigHistory(2000);
    const [line] = timelineOf(["ship"], events);
    const axis = axisOf(events, events.at(-1)?.timestamp ?? 0, true);
    expect(drawnBars(line?.bars ?? [], axis, WHOLE, 0).length).toBeLessThan(2000);
  });
});

describe("the axis", () => {
  const at = (timestamp: number): RecordedEvent => ({
    type: "x",
    aggregate: ["flow", "f"],
    sequence: 0,
    timestamp,
    data: {},
  });
  const events = [at(0), at(1000), at(61_000), at(62_000)];

  test("folds the time in which nothing happened, and leads both ways", () => {
    const axis = axisOf(events, 62_000, true);
    expect(axis.parts.map(({ isGap }) => isGap)).toEqual([false, true, false]);
    expect(xOf(axis, 1000)).toBeCloseTo(0.48);
    for (const instant of [0, 500, 30_000, 61_500, 62_000]) {
      expect(instantAt(axis, xOf(axis, instant))).toBeCloseTo(instant, 0);
    }
  });

  test("is even when nothing is folded", () => {
    expect(xOf(axisOf(events, 62_000, false), 31_000)).toBeCloseTo(0.5);
  });

  test("has round ticks, none of them in a gap", () => {
    const axis = axisOf(events, 62_000, true);
    expect(ticksOf(axis, WHOLE, 6, false)).toEqual([0, 500, 1000, 61_000, 61_500, 62_000]);
  });

  test("keeps the place under the pointer when it is zoomed, and never shows more than all", () => {
    const view = zoomed(WHOLE, 0.25, 4);
    expect([view.from, view.to]).toEqual([0.1875, 0.4375]);
    expect(zoomed(view, 0.3, 0.01)).toEqual(WHOLE);
  });
});
