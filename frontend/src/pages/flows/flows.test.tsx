// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connection, useLive } from "../../data/live";
import type { Json } from "../../model/json";
import { renderApp, serverSays, type Answered, type Answers } from "../../testing/renderApp";
import { Wire } from "../../testing/wire";

beforeEach(() => {
  // Only rows that are visible are drawn, so the box of the list needs a size.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(800);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
  Element.prototype.scrollTo = () => undefined;
});

afterEach(() => {
  connection.stop();
  useLive.setState({ catalog: null, cluster: null, flow: null, row_changes: new Map(), rows_confirmed: 0 });
});

const flow = (id: string, more: Record<string, Json> = {}): Json => ({
  id,
  outcome: "active",
  waiting: false,
  settling: false,
  goals: ["pay"],
  created_at: "2026-03-01T10:00:00Z",
  labels: {},
  error: "",
  steps: { completed: 1, active: 1, pending: 0, failed: 0, skipped: 0 },
  ...more,
});
const FAILED = { outcome: "failed", duration_ms: 41, error: "step ship failed: no price\nmore" };

const serving =
  (...flows: Json[]): Answers =>
  ({ path }) => {
    if (path.startsWith("/api/ui/flows?"))
      return { body: { flows, total: flows.length, total_exact: true } as Json };
    return path.startsWith("/api/ui/views") ? { body: { views: [] } } : undefined;
  };

test("asks with the filter of the address, and shows each condition as a chip that can be taken away", async () => {
  const { requests, router } = await renderApp(
    "/flows?state=failed&label=team%3Dshop",
    serving(flow("f-1", FAILED)),
  );
  await screen.findByRole("row", { name: /f-1/ });
  expect(requests.some(({ path }) => path === "/api/ui/flows?state=failed&label=team%3Dshop&limit=50")).toBe(
    true,
  );
  await userEvent.click(screen.getByRole("button", { name: "Remove filter: Label: team=shop" }));
  await waitFor(() => expect(router.state.location.searchStr).toBe("?state=failed"));
});

test("shows the outcome of a visible flow as soon as it is known, with the mark that it settles", async () => {
  await renderApp("/flows", serving(flow("f-1")));
  const row = await screen.findByRole("row", { name: /f-1/ });
  expect(row.textContent).toContain("Running");
  await waitFor(() => expect(Wire.last.sent.map(({ data }) => data["sub_id"])).toContain("rows"));
  await serverSays(
    { type: "subscribed", sub_id: "rows", items: null },
    {
      type: "flow_failed",
      sub_id: "rows",
      id: ["flow", "f-1"],
      sequence: 9,
      timestamp: Date.now(),
      data: {},
    },
  );
  await waitFor(() =>
    expect(screen.getByRole("row", { name: /f-1/ }).textContent).toMatch(/Failed.*settling/),
  );
});

test("a row tells its progress and the first line of its error in words", async () => {
  await renderApp("/flows", serving(flow("f-1", FAILED)));
  const row = await screen.findByRole("row", { name: /f-1/ });
  expect(within(row).getByRole("img", { name: "1 done, 1 running" })).toBeTruthy();
  expect(within(row).getByText("step ship failed: no price")).toBeTruthy();
  expect(within(row).getByText("41 ms")).toBeTruthy();
});

test("rows are walked and chosen with the keyboard, and Enter opens one", async () => {
  const { router } = await renderApp("/flows", serving(flow("f-1"), flow("f-2"), flow("f-3")));
  await screen.findByRole("row", { name: /f-1/ });
  await userEvent.keyboard("j");
  await waitFor(() => expect(document.activeElement?.getAttribute("data-place")).toBe("0"));
  await userEvent.keyboard(" {Shift>}{ArrowDown}{/Shift}");
  expect(screen.getByText("2 selected")).toBeTruthy();
  await userEvent.keyboard("{Control>}a{/Control}");
  expect(screen.getByText("3 selected")).toBeTruthy();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/flows/f-2"));
});

test("chosen flows are started again one after the other, and a refusal of one is reported", async () => {
  const state = (id: string): Json => ({
    id,
    status: "completed",
    plan: { goals: ["pay"], steps: {}, attributes: {}, required: [], excluded: {} },
    attributes: { amount: [{ value: 9007199254740993n }, { value: 1, step: "pay" }] },
    labels: { team: "shop" },
  });
  const starts: Json[] = [];
  const list = serving(flow("f-1"), flow("f-2"));
  await renderApp("/flows", (sent): Answered | undefined => {
    const id = /^\/engine\/flow\/(f-\d)$/.exec(sent.path)?.[1];
    if (id) return { body: state(id) };
    if (sent.path !== "/engine/flow") return list(sent);
    starts.push(sent.body);
    if (starts.length === 1) return { status: 201, body: { message: "", flow_id: "f-1-new" } };
    return { status: 400, body: { error: "goal is gone", status: 400 } };
  });
  await screen.findByRole("row", { name: /f-1/ });
  await userEvent.click(screen.getByRole("checkbox", { name: "Select all loaded flows" }));
  await userEvent.click(screen.getByRole("button", { name: "Run again" }));
  await userEvent.click(await screen.findByRole("button", { name: "Start 2 flows" }));
  expect(await screen.findByText("1 started, 1 refused, 0 not tried.")).toBeTruthy();
  expect(screen.getByText(/goal is gone/)).toBeTruthy();
  expect(starts[0]).toMatchObject({
    goals: ["pay"],
    init: { amount: [9007199254740993n] },
    labels: { team: "shop" },
  });
});

test("a filter that matches nothing says so, and can be cleared", async () => {
  const { router } = await renderApp("/flows?q=zzz&sort=id", serving());
  expect(await screen.findByText("No flow matches this filter.")).toBeTruthy();
  await userEvent.click(screen.getAllByRole("button", { name: "Clear the filter" })[0]!);
  await waitFor(() => expect(router.state.location.searchStr).toBe("?sort=id"));
});

test("a list that cannot be read says why, and is no empty list", async () => {
  await renderApp("/flows?q=x", ({ path }) =>
    path.startsWith("/api/ui/flows?")
      ? { status: 400, body: { error: "q: not allowed", status: 400 } }
      : undefined,
  );
  expect(await screen.findByText("q: not allowed")).toBeTruthy();
  expect(screen.queryByText("No flows yet")).toBeNull();
});
