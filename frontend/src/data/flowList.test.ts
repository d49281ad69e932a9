// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { stringifyJson, type Json } from "../model/json";
import { FlowList, type View } from "./flowList";

/** A server with flows f1, f2, ... of which the last is the newest, and what it was asked. */
let stored: string[] = [];
let asked: URLSearchParams[] = [];
let answer: ((query: URLSearchParams) => Response) | null = null;

const TOP: View = { first: 0, last: 20, isAtTop: true, isHeld: false };
const HELD: View = { ...TOP, isHeld: true };

function page(query: URLSearchParams): Json {
  const newestFirst = stored.toReversed();
  const cursor = query.get("cursor");
  const from = cursor === null ? 0 : newestFirst.findIndex((id) => Number(id.slice(1)) < Number(cursor));
  const found = from < 0 ? [] : newestFirst.slice(from, from + Number(query.get("limit")));
  const isMore = from >= 0 && from + found.length < newestFirst.length;
  return {
    flows: found.map((id) => ({ id, outcome: "completed" })),
    total: stored.length,
    total_exact: true,
    ...(isMore ? { next_cursor: found.at(-1)!.slice(1) } : {}),
  };
}

beforeEach(() => {
  stored = Array.from({ length: 120 }, (_, n) => `f${n + 1}`);
  asked = [];
  answer = null;
  vi.stubGlobal("fetch", (path: string) => {
    const query = new URLSearchParams(path.split("?")[1]);
    asked.push(query);
    return Promise.resolve(answer?.(query) ?? new Response(stringifyJson(page(query))));
  });
});

const idsOf = (list: FlowList) => list.store.getState().rows.map(({ id }) => id);

test("pages follow each other to the end", async () => {
  const list = new FlowList({});
  await list.refresh(TOP);
  expect(idsOf(list)).toHaveLength(50);
  await list.more();
  await list.more();
  expect(idsOf(list)).toEqual(stored.toReversed());
  expect(list.store.getState().hasMore).toBe(false);
});

test("new flows come on top at the top, and wait while the rows are held", async () => {
  const list = new FlowList({});
  await list.refresh(TOP);
  stored.push("f121", "f122");
  await list.refresh(HELD);
  expect(list.store.getState().waiting).toBe(2);
  expect(idsOf(list)[0]).toBe("f120");
  await list.refresh(TOP);
  expect(idsOf(list).slice(0, 3)).toEqual(["f122", "f121", "f120"]);
  expect(list.store.getState().waiting).toBe(0);
});

test("more new flows than a page holds make the list begin anew, when one asks for them", async () => {
  const list = new FlowList({});
  await list.refresh(TOP);
  await list.more();
  stored.push(...Array.from({ length: 80 }, (_, n) => `f${n + 121}`));
  await list.refresh(HELD);
  expect(list.store.getState()).toMatchObject({ waiting: 50, isGap: true });
  await list.showNew();
  expect(idsOf(list)).toEqual(stored.toReversed().slice(0, 50));
});

test("only the rows on the screen are read again, and one that no longer matches goes when nothing holds it", async () => {
  const list = new FlowList({});
  await list.refresh(TOP);
  await list.more();
  await list.more();
  stored = stored.filter((id) => id !== "f20");
  asked = [];
  await list.refresh({ first: 95, last: 110, isAtTop: false, isHeld: true });
  expect(asked.map((query) => [query.get("cursor"), query.get("limit")])).toEqual([
    [null, "50"],
    ["71", "61"],
  ]);
  expect(idsOf(list)).toContain("f20");
  await list.refresh({ first: 95, last: 110, isAtTop: false, isHeld: false });
  expect(idsOf(list)).not.toContain("f20");
});

test("a failed read keeps the rows, and is told when it goes on", async () => {
  const list = new FlowList({});
  await list.refresh(TOP);
  answer = () => new Response('{"error":"no"}', { status: 503 });
  await list.refresh(TOP);
  expect(list.store.getState().error).toBeNull();
  await list.refresh(TOP);
  await list.refresh(TOP);
  expect(list.store.getState().error?.message).toBe("no");
  expect(idsOf(list)).toHaveLength(50);
  answer = null;
  await list.refresh(TOP);
  expect(list.store.getState().error).toBeNull();
});

test("a refused filter is told at once, and is no empty list", async () => {
  const list = new FlowList({ q: "x" });
  answer = () => new Response('{"error":"q: too long"}', { status: 400 });
  await list.refresh(TOP);
  expect(list.store.getState()).toMatchObject({ isRead: false, error: { message: "q: too long" } });
});

test("an unchanged answer costs nothing: the row objects stay", async () => {
  const list = new FlowList({});
  answer = () =>
    new Response(stringifyJson(page(new URLSearchParams("limit=50"))), { headers: { ETag: '"1"' } });
  await list.refresh(TOP);
  const { rows } = list.store.getState();
  answer = () => new Response(null, { status: 304 });
  await list.refresh(TOP);
  expect(list.store.getState().rows).toBe(rows);
});

test("what follows an error is read when one tries again", async () => {
  const list = new FlowList({});
  await list.refresh(TOP);
  answer = () => new Response('{"error":"busy"}', { status: 503 });
  await list.more();
  expect(list.store.getState()).toMatchObject({ moreError: { message: "busy" }, isLoadingMore: false });
  answer = null;
  await list.more();
  expect(idsOf(list)).toHaveLength(100);
});
