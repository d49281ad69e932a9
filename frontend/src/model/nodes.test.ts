import { expect, test } from "vitest";
import { evolveCluster, readCluster } from "./cluster";
import { healthRows, wordCounts } from "./healthRows";
import { commitRates, readNodes, sampleOf, withSample, type NodesSample } from "./nodes";
import { readStep } from "./step";

test("what a node does not tell is not known, and that is no number", () => {
  const { nodes, leader } = readNodes({
    leader: null,
    nodes: [{ id: "n2", role: "odd", applied: null, lag_entries: 0, warnings: ["silent", "odd"] }],
  });
  expect(leader).toBe("");
  expect(nodes[0]).toMatchObject({
    role: "unknown",
    applied: null,
    lag_entries: 0,
    flows: null,
    warnings: ["silent"],
  });
});

test("commits per second are those between two looks", () => {
  const look = (at: number, commit: number): NodesSample => ({ at, commit, lags: new Map() });
  expect(commitRates([look(0, 10), look(2000, 30), look(4000, 5)])).toEqual([
    [2000, 10],
    [4000, 0],
  ]);
});

test("what was seen is kept for half an hour", () => {
  const sample = sampleOf(readNodes({ commit: 1, nodes: [{ id: "n1", lag_entries: 3 }, { id: "n2" }] }), 5);
  expect([...sample.lags]).toEqual([["n1", 3]]);
  const many = Array.from({ length: 1000 }).reduce<readonly NodesSample[]>(
    (all) => withSample(all, sample),
    [],
  );
  expect(many).toHaveLength(900);
});

test("unhealthy steps come first, and a step that nobody checks says so", () => {
  const step = (id: string, more: object) => readStep({ id, name: id, ...more });
  const steps = [
    step("a", { type: "sync", http: {} }),
    step("b", { type: "script" }),
    step("c", { type: "sync", http: { health_check: "http://c.test" } }),
    step("d", { type: "flow" }),
  ];
  const known = readCluster(
    { nodes: { n1: { last_seen: null, health: { b: { status: "healthy" }, a: { status: "unknown" } } } } },
    1,
  );
  const cluster = evolveCluster(known, {
    type: "step_health_changed",
    aggregate: ["cluster"],
    sequence: 1,
    timestamp: 77,
    data: { node_id: "n2", step_id: "c", status: "unhealthy", error: "HTTP 503" },
  });
  const told = new Map([["d", { health: { status: "healthy", error: "" } as const, health_since: 5 }]]);
  const rows = healthRows(steps, cluster, ["n1", "n2"], told);
  expect(rows.map(({ step: { id }, word, since }) => [id, word, since])).toEqual([
    ["c", "unhealthy", 77],
    ["b", "healthy", null],
    ["d", "healthy", 5],
    ["a", "noCheck", null],
  ]);
  expect(rows[0]).toMatchObject({ error: "node n2: HTTP 503", byNode: [null, { status: "unhealthy" }] });
  expect(wordCounts(rows)).toEqual({ unhealthy: 1, unknown: 0, healthy: 2, noCheck: 1 });
});
