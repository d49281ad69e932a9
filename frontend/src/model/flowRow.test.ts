import { expect, test } from "vitest";
import { isOver, readFlowRow, readFlowRowPage, rowLook, withChange } from "./flowRow";

const START = Date.parse("2026-03-01T10:00:00Z");
const RUNNING = readFlowRow({
  id: "f-1",
  status: "active",
  outcome: "active",
  waiting: false,
  settling: false,
  created_at: "2026-03-01T10:00:00Z",
  completed_at: "0001-01-01T00:00:00Z",
  duration_ms: null,
  steps: { completed: 1, active: 1, pending: 2, failed: 0, skipped: 0 },
  parent_flow_id: null,
  started_by: null,
});

test("a flow whose outcome the stream tells is shown by it, settling until it is deactivated", () => {
  const settling = withChange(RUNNING, { outcome: "failed", isDeactivated: false, at: START + 1500 });
  expect(settling).toMatchObject({ outcome: "failed", isSettling: true, duration_ms: 1500 });
  expect(rowLook(settling)).toBe("failed");
  expect(isOver(settling)).toBe(false);
  expect(isOver(withChange(RUNNING, { outcome: "failed", isDeactivated: true, at: START }))).toBe(true);
});

test("a settling flow comes to rest without a change of its outcome and its end", () => {
  const settling = {
    ...RUNNING,
    outcome: "failed",
    isSettling: true,
    completed_at: START + 10,
    duration_ms: 10,
  } as const;
  const over = withChange(settling, { outcome: "failed", isDeactivated: true, at: START + 5000 });
  expect(over).toMatchObject({ isSettling: false, duration_ms: 10, completed_at: START + 10 });
});

test("an old word of the stream does not take back what the server knows", () => {
  const over = { ...RUNNING, outcome: "completed", isSettling: false } as const;
  expect(withChange(over, { outcome: "completed", isDeactivated: false, at: START })).toBe(over);
  expect(withChange(RUNNING, undefined)).toBe(RUNNING);
});

test("a waiting flow looks so, and its state is its own", () => {
  expect(rowLook({ ...RUNNING, isWaiting: true })).toBe("waiting");
  expect(rowLook(RUNNING)).toBe("running");
});

test("a page tells whether its total is exact and how far the search came", () => {
  const page = readFlowRowPage({
    flows: [],
    total: 7,
    total_exact: false,
    searched: 200_000,
    next_cursor: "c",
  });
  expect(page).toEqual({ rows: [], total: 7, isTotalExact: false, searched: 200_000, next_cursor: "c" });
  expect(readFlowRowPage({ flows: [] })).toMatchObject({ next_cursor: null, searched: null });
});
