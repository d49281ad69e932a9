import { readObject, readText, type RecordedEvent } from "./event";
import { readInstant, type Instant } from "./instants";
import type { JsonObject } from "./json";

export type HealthStatus = "healthy" | "unhealthy" | "unknown";

/** What one node knows of one step's service. */
export interface Health {
  readonly status: HealthStatus;
  /** Empty when there is none. */
  readonly error: string;
  /** When the node said so first, where that was seen or is told. */
  readonly since?: Instant;
}

export interface ClusterNode {
  /** Time of its last health event; null when it never reported. */
  readonly last_seen: Instant | null;
  readonly health: ReadonlyMap<string, Health>;
}

export interface Cluster {
  readonly nodes: ReadonlyMap<string, ClusterNode>;
  readonly last_updated: Instant | null;
  /** The state holds all events below this sequence. */
  readonly next_sequence: number;
}

/** The cluster of an answer of `GET /engine/cluster` or of the state of a subscription. */
export function readCluster(state: JsonObject, nextSequence: number): Cluster {
  const nodes = Object.entries(readObject(state["nodes"])).map(([id, value]) => {
    const node = readObject(value);
    const health = Object.entries(readObject(node["health"])).map(
      ([stepId, record]) => [stepId, readHealth(readObject(record))] as const,
    );
    return [id, { last_seen: readInstant(node["last_seen"]), health: new Map(health) }] as const;
  });
  return {
    nodes: new Map(nodes),
    last_updated: readInstant(state["last_updated"]),
    next_sequence: nextSequence,
  };
}

export function readHealth(record: JsonObject): Health {
  return { status: readText(record["status"]) as HealthStatus, error: readText(record["error"]) };
}

/** The cluster after the event (`events.md`, section 4.2). */
export function evolveCluster(cluster: Cluster, event: RecordedEvent): Cluster {
  if (event.sequence < cluster.next_sequence) return cluster;
  const counted = { ...cluster, next_sequence: event.sequence + 1 };
  if (event.type !== "step_health_changed") return counted;
  const nodeId = readText(event.data["node_id"]);
  const health = new Map(cluster.nodes.get(nodeId)?.health).set(readText(event.data["step_id"]), {
    ...readHealth(event.data),
    since: event.timestamp,
  });
  const node = { last_seen: event.timestamp, health };
  return { ...counted, nodes: new Map(cluster.nodes).set(nodeId, node), last_updated: event.timestamp };
}

/**
 * One record for a step over all nodes that have one: `unhealthy` wins over `unknown` wins over `healthy`, and
 * an error names its node (`steps.md`, section 13). Null when no node has a record.
 */
export function mergedHealth(cluster: Cluster, stepId: string): Health | null {
  let merged: Health | null = null;
  for (const [nodeId, node] of cluster.nodes) {
    const record = node.health.get(stepId);
    if (!record || (merged && GRAVITY[merged.status] >= GRAVITY[record.status])) continue;
    merged = { status: record.status, error: record.error && `node ${nodeId}: ${record.error}` };
  }
  return merged;
}

const GRAVITY: Readonly<Record<HealthStatus, number>> = { healthy: 0, unknown: 1, unhealthy: 2 };
