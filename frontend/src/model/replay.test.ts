import { describe, expect, test } from "vitest";
import { bigHistory } from "../testing/bigHistory";
import { HISTORY_NAMES, recorded } from "../testing/recorded";
import { evolveFlow } from "./evolveFlow";
import type { Flow } from "./flow";
import { CHECKPOINT_EVENTS, extended, isFailure, nearest, NO_REPLAY, played, stateAfter } from "./replay";
import type { RecordedEvent } from "./event";

function folded(events: readonly RecordedEvent[]): Flow | null {
  return events.reduce<Flow | null>(evolveFlow, null);
}

test.each(HISTORY_NAMES)("%s can be seen after each of its events", (name) => {
  const { events, state } = recorded(name);
  const replay = extended(NO_REPLAY, events);
  events.forEach(({ sequence }) => {
    expect(stateAfter(replay, sequence)).toEqual(folded(events.slice(0, sequence + 1)));
  });
  expect(stateAfter(replay, events.length - 1)).toEqual(state);
});

describe("a history of 3,000 events", () => {
  const events = bigHistory(600);
  const replay = extended(NO_REPLAY, events);

  test("keeps a state after every 500 of them", () => {
    expect(replay.checkpoints.map((flow) => flow.next_sequence)).toEqual([500, 1000, 1500, 2000, 2500, 3000]);
  });

  test.each([0, CHECKPOINT_EVENTS - 1, CHECKPOINT_EVENTS, 1234, events.length - 2])(
    "shows the state after event %i, and leaves the checkpoints alone",
    (at) => {
      const before = structuredClone(replay.checkpoints.map((flow) => flow.executions));
      expect(stateAfter(replay, at)).toEqual(folded(events.slice(0, at + 1)));
      expect(replay.checkpoints.map((flow) => flow.executions)).toEqual(before);
    },
  );

  test("is the same when it comes in pieces, with an overlap", () => {
    let pieces = NO_REPLAY;
    for (let from = 0; from < events.length; from += 333) {
      pieces = extended(pieces, events.slice(Math.max(0, from - 7), from + 333));
    }
    expect(pieces.last).toEqual(replay.last);
    expect(pieces.checkpoints).toEqual(replay.checkpoints);
  });
});

test("before the first and behind the last event there is no state", () => {
  const replay = extended(NO_REPLAY, recorded("sync-success").events);
  expect([stateAfter(replay, -1), stateAfter(replay, 999)]).toEqual([null, null]);
});

test("the next failure is found from any event, and none after the last", () => {
  const { events } = recorded("fan-out-failed-and-undone");
  expect([nearest(events, 0, 1, isFailure), nearest(events, 11, 1, isFailure)]).toEqual([7, null]);
});

test("playing goes at the speed of the history, and cuts a pause to a second", () => {
  const at = (timestamp: number, sequence: number): RecordedEvent => ({
    type: "x",
    aggregate: ["flow", "f"],
    sequence,
    timestamp,
    data: {},
  });
  const events = [at(0, 0), at(100, 1), at(60_000, 2)];
  expect(played(events, 0, 50)).toEqual({ at: 0, left_ms: 50 });
  expect(played(events, 0, 150)).toEqual({ at: 1, left_ms: 50 });
  expect(played(events, 0, 1100)).toEqual({ at: 2, left_ms: 0 });
});

test("no order of events makes the reducer throw", () => {
  const random = mulberry(7);
  for (const name of HISTORY_NAMES) {
    const { events } = recorded(name);
    const shuffled = [...events]
      .sort(() => random() - 0.5)
      .map((event, sequence) => ({ ...event, sequence }));
    expect(() => folded(shuffled)).not.toThrow();
  }
});

/** Small numbers that are the same in each run. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
