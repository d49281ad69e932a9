// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RecordedEvent } from "../model/event";
import { Wire } from "../testing/wire";
import { LiveConnection, type ConnectionState, type Listener, type StateItem } from "./connection";

class Seen implements Listener {
  readonly states: (readonly StateItem[])[] = [];
  readonly batches: (readonly number[])[] = [];
  onSubscribed(items: readonly StateItem[]): void {
    this.states.push(items);
  }
  onEvents(events: readonly RecordedEvent[]): void {
    this.batches.push(events.map(({ sequence }) => sequence));
  }
}

const CATALOG = { aggregate_ids: [["catalog"]], include_state: true };
const subscribed = (sub_id: string) => ({
  type: "subscribed",
  sub_id,
  items: [{ id: ["catalog"], data: {}, sequence: 3 }],
});
const event = (sub_id: string, sequence: number) => ({
  type: "step_registered",
  sub_id,
  id: ["catalog"],
  sequence,
  timestamp: 1,
  data: {},
});
const nextFrame = () => vi.advanceTimersByTime(100);

let states: ConnectionState[];
let connection: LiveConnection;
let seen: Seen;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Wire);
  vi.spyOn(Math, "random").mockReturnValue(0);
  Wire.all = [];
  states = [];
  seen = new Seen();
  connection = new LiveConnection("ws://node/engine/ws", (state) => states.push(state));
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
});

test("a subscription made before the connection is sent when it opens, with the limit of values", () => {
  connection.subscribe("catalog", CATALOG, seen);
  connection.start();
  Wire.last.accept();
  expect(Wire.last.sent).toEqual([
    { type: "subscribe", data: { sub_id: "catalog", max_value: 65536, ...CATALOG } },
  ]);
  expect(states.map(({ phase }) => phase)).toEqual(["connecting", "live"]);
});

describe("an open connection", () => {
  beforeEach(() => {
    connection.start();
    Wire.last.accept();
    connection.subscribe("catalog", CATALOG, seen);
  });

  test("hands over the state, and then all events of a frame at once", () => {
    Wire.last.say(subscribed("catalog"), event("catalog", 3), event("catalog", 4));
    expect(seen.states).toEqual([]);
    nextFrame();
    expect(seen.states).toEqual([[{ aggregate: ["catalog"], data: {}, sequence: 3 }]]);
    expect(seen.batches).toEqual([[3, 4]]);
  });

  test("ignores what it does not know: other types, other subscriptions", () => {
    Wire.last.say(subscribed("catalog"), { type: "error", error: "x" }, event("other", 9), {
      type: "unsubscribed",
    });
    nextFrame();
    expect(seen.batches).toEqual([]);
  });

  test("drops events of a filter that was replaced", () => {
    const fresh = new Seen();
    Wire.last.say(subscribed("catalog"));
    nextFrame();
    connection.subscribe("catalog", CATALOG, fresh);
    Wire.last.say(event("catalog", 3), subscribed("catalog"), event("catalog", 4));
    nextFrame();
    expect(seen.batches).toEqual([]);
    expect(fresh.batches).toEqual([[4]]);
  });

  test("after an unsubscribe nothing of the subscription is handed over", () => {
    Wire.last.say(subscribed("catalog"));
    nextFrame();
    connection.unsubscribe("catalog");
    Wire.last.say(event("catalog", 3));
    nextFrame();
    expect(seen.batches).toEqual([]);
  });

  test("a lost connection comes back by the schedule and subscribes again", () => {
    Wire.last.lose();
    const lostAt = Date.now();
    expect(states.at(-1)).toEqual({ phase: "lost", since: lostAt, next_try_at: lostAt + 500 });
    vi.advanceTimersByTime(500);
    expect(Wire.all).toHaveLength(2);
    Wire.last.lose();
    expect(states.at(-1)).toEqual({ phase: "lost", since: lostAt, next_try_at: Date.now() + 1000 });
    vi.advanceTimersByTime(1000);
    Wire.last.accept();
    expect(Wire.last.sent.map(({ data }) => data["sub_id"])).toEqual(["catalog"]);
    expect(states.at(-1)?.phase).toBe("live");
  });

  test("what was not handed over before the loss is never handed over", () => {
    Wire.last.say(subscribed("catalog"), event("catalog", 3));
    Wire.last.lose();
    nextFrame();
    expect(seen.states).toEqual([]);
  });

  test("a try by hand comes at once, and only when there is no connection", () => {
    connection.tryNow();
    expect(Wire.all).toHaveLength(1);
    Wire.last.lose();
    connection.tryNow();
    expect(Wire.all).toHaveLength(2);
  });

  test("a connection closed as too slow comes back at once", () => {
    Wire.last.lose(1013);
    vi.advanceTimersByTime(0);
    expect(Wire.all).toHaveLength(2);
  });

  test("offline, it waits for the browser to be online", () => {
    window.dispatchEvent(new Event("offline"));
    expect(states.at(-1)).toMatchObject({ phase: "offline", next_try_at: null });
    vi.advanceTimersByTime(60_000);
    expect(Wire.all).toHaveLength(1);
    window.dispatchEvent(new Event("online"));
    expect(Wire.all).toHaveLength(2);
  });
});
