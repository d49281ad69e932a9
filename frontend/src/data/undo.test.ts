// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { Refusal } from "./rest";
import { catalogAct, did, redoLast, undoLast, useUndo } from "./undo";

/** A catalog that counts: each entry adds or takes one, and its inverse is a new entry. */
let entries: number[];
let isRefusing: boolean;

beforeEach(() => {
  entries = [];
  isRefusing = false;
  useUndo.setState({ done: [], undone: [], isBusy: false, refused: null });
  vi.stubGlobal("fetch", (_path: string, init: { body: string }) => {
    const { entry } = JSON.parse(init.body) as { entry: number };
    if (isRefusing)
      return Promise.resolve(new Response('{"error":"changed since","status":409}', { status: 409 }));
    entries.push(-entries[entry]!);
    return Promise.resolve(new Response(JSON.stringify({ entry: entries.length - 1 })));
  });
});

const total = () => entries.reduce((sum, one) => sum + one, 0);
const change = (by: number) => {
  entries.push(by);
  did(catalogAct(`by ${by}`, entries.length - 1));
};

test("twenty changes in a row are undone to the start and done again", async () => {
  for (let by = 1; by <= 20; by += 1) change(by);
  for (let times = 0; times < 20; times += 1) await undoLast();
  expect(total()).toBe(0);
  expect(await undoLast()).toBeNull();
  for (let times = 0; times < 20; times += 1) await redoLast();
  expect(total()).toBe(210);
  await undoLast();
  expect(total()).toBe(190);
});

test("a refused undo changes nothing, is told, and can be tried again", async () => {
  change(1);
  isRefusing = true;
  await expect(undoLast()).rejects.toBeInstanceOf(Refusal);
  expect(useUndo.getState().refused?.error.message).toBe("changed since");
  expect(useUndo.getState().done).toHaveLength(1);
  isRefusing = false;
  expect((await undoLast())?.label).toBe("by 1");
  expect(useUndo.getState().refused).toBeNull();
});

test("a new change ends what could be done again", async () => {
  change(1);
  await undoLast();
  change(2);
  expect(await redoLast()).toBeNull();
});
