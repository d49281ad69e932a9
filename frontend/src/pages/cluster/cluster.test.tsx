// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { connection, useLive } from "../../data/live";
import type { Json } from "../../model/json";
import { renderApp, serverSays, type Answers } from "../../testing/renderApp";

afterEach(() => {
  connection.stop();
  useLive.setState({ catalog: null, cluster: null, flow: null, row_changes: new Map() });
});

const node = (id: string, more: Record<string, Json> = {}): Json => ({
  id,
  address: `${id}.test:9701`,
  role: "follower",
  is_self: false,
  last_seen: "2026-03-01T10:00:00Z",
  term: 4,
  commit: 12_345,
  applied: 12_345,
  lag_entries: 0,
  lag_ms: 0,
  flows: 2,
  clients: 1,
  version: "0.1.0",
  uptime_s: 61,
  warnings: [],
  ...more,
});

const serving =
  (...nodes: Json[]): Answers =>
  ({ path }) =>
    path === "/api/ui/cluster"
      ? { body: { leader: "n1", term: 4, commit: 12_345, node: "n1", nodes, leader_changes: [] } }
      : undefined;

const DOWN = node("n2", {
  role: "unreachable",
  lag_entries: 1500,
  lag_ms: null,
  clients: null,
  uptime_s: null,
  warnings: ["lag_entries", "silent"],
});

test("a node that is lost says so, with its lag and what nobody tells of it", async () => {
  await renderApp("/cluster", serving(node("n1", { role: "leader", is_self: true }), DOWN));
  const card = await screen.findByRole("article", { name: "n2" });
  expect(within(card).getByText("Unreachable", { selector: "span" })).toBeTruthy();
  expect(within(card).getByText("1,500 entries")).toBeTruthy();
  expect(within(card).getByText(/silent for more than 10 s/)).toBeTruthy();
  expect(within(card).getByText("WebSocket clients").nextElementSibling?.textContent).toBe("–");
  expect(screen.getByText("n1 leads in term 4.")).toBeTruthy();
});

test("nodes that cannot be read say why", async () => {
  await renderApp("/cluster", ({ path }) =>
    path === "/api/ui/cluster" ? { status: 404, body: { error: "no such route", status: 404 } } : undefined,
  );
  expect(await screen.findByText("no such route")).toBeTruthy();
});

const STEPS = {
  pay: {
    id: "pay",
    name: "Pay",
    type: "sync",
    http: { endpoint: "http://pay.test", health_check: "http://pay.test/h" },
  },
  old: { id: "old", name: "Old", type: "async", http: { endpoint: "http://old.test" } },
};
const subscribed = (sub_id: string, data: object) => ({
  type: "subscribed",
  sub_id,
  items: [{ id: [sub_id], data, sequence: 1 }],
});

test("an unhealthy step moves to the top as soon as a node tells, and the search finds steps", async () => {
  const { router } = await renderApp("/cluster?tab=health", serving(node("n1", { role: "leader" })));
  await serverSays(
    subscribed("catalog", { steps: STEPS, attributes: {} }),
    subscribed("cluster", { nodes: {} }),
  );
  expect(screen.getByRole("row", { name: /old/ }).textContent).toContain("No check");
  await serverSays({
    type: "step_health_changed",
    sub_id: "cluster",
    id: ["cluster"],
    sequence: 1,
    timestamp: Date.now(),
    data: { node_id: "n1", step_id: "pay", status: "unhealthy", error: "HTTP 503" },
  });
  const first = screen.getAllByRole("row")[1]!;
  expect(first.textContent).toMatch(/Unhealthy.*pay.*node n1: HTTP 503/);
  await userEvent.type(screen.getByRole("searchbox"), "old");
  await waitFor(() => expect(router.state.location.searchStr).toBe("?tab=health&q=old"));
  expect(screen.queryByRole("row", { name: /pay/ })).toBeNull();
});
