import { describe, expect, test } from "vitest";
import { itemsAsCsv, itemsAsLines } from "./itemExport";
import type { WorkItem } from "./items";
import { errorGroups, shownItems, type ItemFilter } from "./itemView";
import { errorKind, errorLine, serviceError } from "./serviceError";

const item = (place: number, more: Partial<WorkItem> = {}): WorkItem => ({
  token: `token-${place}`,
  place,
  status: "succeeded",
  started_at: 1000,
  completed_at: 1000 + place * 10,
  next_retry_at: null,
  inputs: { sku: `S-${place}` },
  outputs: {},
  error: "",
  retry_count: 0,
  ...more,
});
const failed = (place: number, error: string) => item(place, { status: "failed", error });
const ITEMS = [
  item(0),
  failed(1, "step returned HTTP error: status 422: item 1 has no price"),
  item(2, { retry_count: 3, outputs: { note: "Late" } }),
  failed(3, "step returned HTTP error: status 422: item 3 has no price"),
  failed(4, "work not completed\nstep returned HTTP error: status 503"),
];
const ALL: ItemFilter = { status: null, text: "", error: null, sort: "number", isFalling: false };
const places = (filter: Partial<ItemFilter>) =>
  shownItems(ITEMS, { ...ALL, ...filter }).map(({ place }) => place);

describe("items", () => {
  test("are found by a text of their inputs, outputs or error, in any case", () => {
    expect([places({ text: "s-2" }), places({ text: "late" }), places({ text: "HAS NO" })]).toEqual([
      [2],
      [2],
      [1, 3],
    ]);
  });

  test("are filtered by state and by kind of error", () => {
    expect(places({ status: "succeeded" })).toEqual([0, 2]);
    expect(places({ error: errorKind(ITEMS[1]?.error ?? "") })).toEqual([1, 3]);
  });

  test("are sorted, and keep their order where they are alike", () => {
    expect(places({ sort: "tries", isFalling: true })).toEqual([2, 0, 1, 3, 4]);
    expect(places({ sort: "duration", isFalling: true })).toEqual([4, 3, 2, 1, 0]);
    expect(places({ isFalling: true })).toEqual([4, 3, 2, 1, 0]);
  });

  test("with alike errors are one group, the largest first", () => {
    expect(errorGroups(ITEMS)).toEqual([
      { kind: "HTTP 422: item # has no price", example: "HTTP 422: item 1 has no price", count: 2 },
      { kind: "HTTP 503", example: "HTTP 503", count: 1 },
    ]);
  });
});

describe("an error", () => {
  test("is taken apart into the status and what the service said, lines kept", () => {
    expect(serviceError("step returned HTTP error: status 422: no\nprice")).toEqual({
      status: 422,
      text: "no\nprice",
    });
    expect(serviceError("card expired")).toEqual({ status: null, text: "card expired" });
  });

  test("in one line leaves out what the engine puts before it", () => {
    expect(errorLine("work not completed\nPOST http://x: refused")).toBe("POST http://x: refused");
  });
});

describe("exported items", () => {
  test("are JSON Lines with exact numbers", () => {
    const [line] = itemsAsLines([item(0, { outputs: { id: 9007199254740993n } })]).split("\n");
    expect(line).toContain('"outputs":{"id":9007199254740993}');
  });

  test("are a table whose cells are quoted, and no formula for a spreadsheet", () => {
    const [, row] = itemsAsCsv([failed(0, '=cmd("x"), y')]).split("\r\n");
    expect(row?.endsWith(`{},"'=cmd(""x""), y"`)).toBe(true);
  });
});
