import { describe, expect, test } from "vitest";
import { EMPTY_CATALOG, evolveCatalog, evolveCatalogAll, readCatalog } from "./catalog";
import { evolveCluster, mergedHealth, readCluster } from "./cluster";
import type { RecordedEvent } from "./event";
import type { JsonObject } from "./json";

function event(sequence: number, type: string, data: JsonObject, aggregate = "catalog"): RecordedEvent {
  return { type, aggregate: [aggregate], sequence, timestamp: 1000 + sequence, data };
}

const maker = (output: string): JsonObject => ({
  id: "maker",
  name: "Maker",
  type: "script",
  attributes: { [output]: { role: "output" }, key: { role: "const", const: { value: "1" } } },
});
const taker: JsonObject = {
  id: "taker",
  name: "Taker",
  type: "script",
  attributes: { order: { role: "optional" } },
};

describe("catalog", () => {
  const two = evolveCatalogAll(EMPTY_CATALOG, [
    event(0, "step_registered", { step: maker("order") }),
    event(1, "step_registered", { step: taker }),
  ]);

  test("steps are wired by equal names; const attributes make no edge", () => {
    expect(two.attributes).toEqual(new Map([["order", { providers: ["maker"], consumers: ["taker"] }]]));
    expect(two.last_updated).toBe(1001);
  });

  test("an update takes the edges of the old definition away", () => {
    const updated = evolveCatalog(two, event(2, "step_updated", { step: maker("invoice") }));
    expect(updated.attributes).toEqual(
      new Map([
        ["order", { providers: [], consumers: ["taker"] }],
        ["invoice", { providers: ["maker"], consumers: [] }],
      ]),
    );
  });

  test("a removed step leaves no attribute without edges behind", () => {
    const none = evolveCatalogAll(two, [
      event(2, "step_unregistered", { step_id: "maker" }),
      event(3, "step_unregistered", { step_id: "taker" }),
    ]);
    expect(none).toMatchObject({ steps: new Map(), attributes: new Map(), next_sequence: 4 });
  });

  test("a batch is the same as its events one by one, and the state before stays", () => {
    expect(
      evolveCatalog(
        evolveCatalog(EMPTY_CATALOG, event(0, "step_registered", { step: maker("order") })),
        event(1, "step_registered", { step: taker }),
      ),
    ).toEqual(two);
    expect(EMPTY_CATALOG.steps.size).toBe(0);
  });

  test("the stream's state and the events agree", () => {
    const state = {
      steps: { maker: maker("order"), taker },
      attributes: { order: { providers: ["maker"], consumers: ["taker"] } },
      last_updated: "1970-01-01T00:00:01.001Z",
    };
    expect(readCatalog(state, 2)).toEqual(two);
  });

  test("null stands for empty", () => {
    expect(readCatalog({ steps: null, attributes: null }, 0)).toEqual(EMPTY_CATALOG);
  });
});

describe("cluster", () => {
  const report = (sequence: number, node_id: string, status: string, error = "") =>
    event(sequence, "step_health_changed", { node_id, step_id: "pay", status, error }, "cluster");
  const silent = readCluster({ nodes: { n1: { last_seen: "0001-01-01T00:00:00Z", health: null } } }, 0);

  test("a health event sets the record and the time of its node", () => {
    const cluster = evolveCluster(silent, report(0, "n1", "healthy"));
    expect(cluster.nodes.get("n1")).toEqual({
      last_seen: 1000,
      health: new Map([["pay", { status: "healthy", error: "", since: 1000 }]]),
    });
    expect(cluster.last_updated).toBe(1000);
  });

  test("unhealthy wins over unknown wins over healthy, and names its node", () => {
    const reports = [
      report(0, "n1", "healthy"),
      report(1, "n2", "unhealthy", "HTTP 503"),
      report(2, "n3", "unknown"),
    ];
    expect(mergedHealth(reports.reduce(evolveCluster, silent), "pay")).toEqual({
      status: "unhealthy",
      error: "node n2: HTTP 503",
    });
    expect(mergedHealth(silent, "pay")).toBeNull();
  });
});
