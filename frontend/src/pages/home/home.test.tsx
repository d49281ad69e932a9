// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { connection, useLive } from "../../data/live";
import type { Json } from "../../model/json";
import { renderApp, type Answers } from "../../testing/renderApp";

afterEach(() => {
  connection.stop();
  useLive.setState({ catalog: null, cluster: null, flow: null, row_changes: new Map() });
});

const summary = (more: Record<string, Json> = {}): Json => ({
  window: "1h",
  begins_at: new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, ""),
  bucket_ms: 60_000,
  states: { running: 2, waiting: 1, settling: 0, completed: 7, failed: 3 },
  series: {
    started: Array(60).fill(2),
    completed: Array(60).fill(1),
    failed: [...Array<number>(59).fill(0), 3],
  },
  failures: [],
  failures_left: 0,
  quiet: [],
  unhealthy: [],
  retried: [],
  ...more,
});

const serving =
  (body: Json): Answers =>
  ({ path }) =>
    path.startsWith("/api/ui/summary") ? { body } : undefined;

const FAILURE = {
  step: "ship",
  error: "step ship failed: status 422: item … has no price",
  flows: 3,
  first_at: "2026-03-01T10:00:00Z",
  last_at: "2026-03-01T10:01:00Z",
  newest_flow_id: "f-9",
  series: [0, 3],
};

test("until a flow exists, the catalog takes its place", async () => {
  const none = { running: 0, waiting: 0, settling: 0, completed: 0, failed: 0 };
  const { router } = await renderApp("/", serving(summary({ states: none })));
  await waitFor(() => expect(router.state.location.pathname).toBe("/catalog"));
});

test("each number opens the list of just these flows", async () => {
  await renderApp("/", serving(summary()));
  const active = await screen.findByRole("link", { name: /^3\s*active flows/ });
  expect(active.textContent).toContain("3");
  expect(active.getAttribute("href")).toBe("/flows?state=running&state=waiting");
  expect(screen.getByRole("link", { name: /failures/ }).getAttribute("href")).toBe(
    "/flows?state=failed&ended_from=-1h&sort=ended",
  );
});

test("failures of one cause stand together, with the way to the newest and to all of them", async () => {
  await renderApp("/?window=6h", serving(summary({ failures: [FAILURE] })));
  const group = (await screen.findByText("status 422: item … has no price")).closest("li")!;
  expect(within(group).getByRole("link", { name: "ship" })).toBeTruthy();
  expect(within(group).getByRole("link", { name: "Open the newest" }).getAttribute("href")).toBe(
    "/flows/f-9",
  );
  const all = within(group).getByRole("link", { name: "3 flows" }).getAttribute("href") ?? "";
  expect(new URLSearchParams(all.split("?")[1]).get("error")).toBe(FAILURE.error);
  expect(all).toContain("ended_from=-6h");
});

test("the chart can be read as a table", async () => {
  await renderApp("/", serving(summary()));
  await userEvent.click(await screen.findByRole("button", { name: "Show as table" }));
  expect(within(screen.getByRole("table")).getAllByRole("row").length).toBeGreaterThan(58);
});

test("a summary that cannot be read says why", async () => {
  await renderApp("/", ({ path }) =>
    path.startsWith("/api/ui/summary")
      ? { status: 400, body: { error: "window: odd", status: 400 } }
      : undefined,
  );
  expect(await screen.findByText("window: odd")).toBeTruthy();
});
