import { describe, expect, test } from "vitest";
import { history, PLAN, STARTED, T0 } from "../testing/history";
import type { RecordedEvent } from "./event";
import { evolveFlow } from "./evolveFlow";
import { readFlow, type Flow } from "./flow";
import { allItems, itemOf } from "./items";

function fold(events: readonly RecordedEvent[]): Flow {
  const flow = events.reduce<Flow | null>(evolveFlow, null);
  if (!flow) throw new Error("the history has no flow_started");
  return flow;
}

const ITEMS = { step_id: "ship", inputs: { cost: [1, 2] }, work_items: { a: { cost: 1 }, b: { cost: 2 } } };
const SHIP_STARTED = ["step_started", ITEMS] as const;
const of = (token: string) => ({ step_id: "ship", token });

describe("from events to state", () => {
  test("a start sets the initial values and leaves every planned step pending", () => {
    const flow = fold(history(STARTED));
    expect(flow).toMatchObject({
      id: "f-1",
      status: "active",
      created_at: T0,
      last_updated: T0,
      next_sequence: 1,
    });
    expect(flow.attributes).toEqual(new Map([["item", [{ value: "pen", set_at: T0, step: null }]]]));
    expect([...flow.executions].map(([id, { status }]) => [id, status])).toEqual([
      ["price", "pending"],
      ["ship", "pending"],
    ]);
    expect(flow.labels).toEqual({ team: "shop" });
  });

  test("a whole history equals the answer of GET /engine/flow/{id}", () => {
    const folded = fold(
      history(
        STARTED,
        ["step_started", { step_id: "price", inputs: { item: "pen" }, work_items: { p: {} } }],
        ["work_started", { step_id: "price", token: "p", inputs: { item: "pen" } }],
        ["work_succeeded", { step_id: "price", token: "p", outputs: { cost: [1, 2] } }],
        ["attribute_set", { step_id: "price", key: "cost", value: [1, 2] }],
        ["step_completed", { step_id: "price", outputs: { cost: [1, 2] }, duration: 4000 }],
        SHIP_STARTED,
        ["work_started", of("a")],
        ["work_not_completed", { ...of("a"), error: "HTTP 503" }],
        [
          "work_retry_scheduled",
          { ...of("a"), error: "HTTP 503", retry_count: 1, next_retry_at: "2026-03-01T10:21:00.5Z" },
        ],
        ["work_started", of("a")],
        ["work_failed", { ...of("a"), error: "HTTP 422" }],
        ["step_failed", { step_id: "ship", error: "HTTP 422", inputs: { cost: [1, 2] } }],
        ["flow_failed", { error: "step ship failed: HTTP 422" }],
        ["flow_deactivated", { status: "failed" }],
      ),
    );
    const at = (seconds: number) => new Date(T0 + seconds * 1000).toISOString().replace(".000Z", ".000999Z");
    const never = "0001-01-01T00:00:00Z";
    const answered = readFlow(
      {
        id: "f-1",
        status: "failed",
        error: "step ship failed: HTTP 422",
        labels: { team: "shop" },
        created_at: at(0),
        completed_at: at(13),
        deactivated_at: at(14),
        last_updated: at(14),
        plan: PLAN,
        attributes: {
          item: [{ value: "pen", set_at: at(0) }],
          cost: [{ value: [1, 2], set_at: at(4), step: "price" }],
        },
        executions: {
          price: {
            status: "completed",
            started_at: at(1),
            completed_at: at(5),
            inputs: { item: "pen" },
            outputs: { cost: [1, 2] },
            duration: 4000,
            work_items: {
              p: {
                status: "succeeded",
                started_at: at(2),
                completed_at: at(3),
                next_retry_at: never,
                inputs: {},
                outputs: { cost: [1, 2] },
              },
            },
          },
          ship: {
            status: "failed",
            started_at: at(6),
            completed_at: at(12),
            inputs: { cost: [1, 2] },
            error: "HTTP 422",
            work_items: {
              a: {
                status: "failed",
                started_at: at(10),
                completed_at: at(11),
                next_retry_at: never,
                inputs: { cost: 1 },
                error: "HTTP 422",
                retry_count: 1,
              },
              b: {
                status: "pending",
                started_at: never,
                completed_at: never,
                next_retry_at: null,
                inputs: { cost: 2 },
              },
            },
          },
        },
      },
      15,
    );
    expect(folded).toEqual(answered);
  });

  test("a success keeps what the retries before it left", () => {
    const flow = fold(
      history(
        STARTED,
        SHIP_STARTED,
        ["work_started", of("a")],
        [
          "work_retry_scheduled",
          { ...of("a"), error: "HTTP 503", retry_count: 1, next_retry_at: "2026-03-01T10:21:00Z" },
        ],
        ["work_succeeded", { ...of("a"), outputs: null }],
      ),
    );
    expect(itemOf(flow.executions.get("ship")!.work_items, "a")).toMatchObject({
      status: "succeeded",
      error: "HTTP 503",
      retry_count: 1,
      next_retry_at: T0 + 30_000,
      outputs: {},
    });
  });

  test("compensation has its own retry budget and does not touch last_updated when it starts", () => {
    const flow = fold(
      history(
        STARTED,
        SHIP_STARTED,
        [
          "work_retry_scheduled",
          { ...of("a"), error: "x", retry_count: 3, next_retry_at: "2026-03-01T10:21:00Z" },
        ],
        ["work_succeeded", { ...of("a"), outputs: { sent: true } }],
        ["comp_started", of("a")],
      ),
    );
    expect(itemOf(flow.executions.get("ship")!.work_items, "a")).toMatchObject({
      status: "compensating",
      retry_count: 0,
      next_retry_at: null,
      outputs: { sent: true },
    });
    expect(flow.last_updated).toBe(T0 + 3000);
    expect(flow.next_sequence).toBe(5);
  });

  test.each([
    ["an unknown type", ["moon_rose", { step_id: "ship" }] as const],
    ["a token that the step does not have", ["work_failed", { ...of("zz"), error: "x" }] as const],
    ["a step that the plan does not have", ["step_failed", { step_id: "zz", error: "x" }] as const],
    ["a deferred dispatch", ["dispatch_deferred", { step_id: "ship" }] as const],
  ])("%s changes nothing but the count", (_, fact) => {
    const before = fold(history(STARTED, SHIP_STARTED));
    const after = fold(history(STARTED, SHIP_STARTED, fact));
    expect(after).toEqual({ ...before, next_sequence: 3 });
  });

  test("an event that the state already holds changes nothing", () => {
    const events = history(STARTED, SHIP_STARTED, [
      "attribute_set",
      { step_id: "price", key: "cost", value: 1 },
    ]);
    expect([...events, ...events].reduce<Flow | null>(evolveFlow, null)).toEqual(fold(events));
  });

  test("an event before the start makes no flow", () => {
    expect(evolveFlow(null, history(["flow_failed", { error: "x" }])[0]!)).toBeNull();
  });

  test("names of JavaScript's own objects are ordinary names", () => {
    const flow = fold(
      history(STARTED, ["attribute_set", { step_id: "price", key: "constructor", value: 1 }]),
    );
    expect(flow.attributes.get("constructor")).toHaveLength(1);
    expect(flow.attributes.get("toString")).toBeUndefined();
  });
});

test("an event of one item leaves the other pages of 10,000 items as they are", () => {
  const work_items = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, place) => [`t${place}`, { n: place }]),
  );
  const before = fold(history(STARTED, ["step_started", { step_id: "ship", inputs: {}, work_items }]));
  const after = evolveFlow(before, {
    ...history(STARTED)[0]!,
    type: "work_started",
    sequence: 2,
    data: of("t5000"),
  })!;
  const [old, fresh] = [before, after].map((flow) => flow.executions.get("ship")!.work_items);
  expect(fresh!.index).toBe(old!.index);
  expect(fresh!.pages.filter((page, number) => page !== old!.pages[number])).toHaveLength(1);
  expect(fresh!.counts).toEqual({ pending: 9999, active: 1 });
  expect(allItems(fresh!).map(({ place }) => place)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
});
