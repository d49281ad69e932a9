import { mergedHealth, type Cluster, type Health, type HealthStatus } from "./cluster";
import type { Instant } from "./instants";
import { compareText, healthSource, type Step } from "./step";

/** What the table says of a step: a state, or that nobody looks. */
export type HealthWord = HealthStatus | "noCheck";

export interface HealthRow {
  readonly step: Step;
  readonly word: HealthWord;
  /** Empty when there is none. */
  readonly error: string;
  /** Since when the step is so; null where nobody tells. */
  readonly since: Instant | null;
  /** The record of each node that was asked for; null where it has none. */
  readonly byNode: readonly (Health | null)[];
}

/** What the server says of a step over all nodes; it alone knows the health of flow steps. */
export interface ToldHealth {
  readonly health: Health;
  readonly health_since: Instant | null;
}

export const WORDS: readonly HealthWord[] = ["unhealthy", "unknown", "healthy", "noCheck"];

/** The health of steps on nodes, unhealthy ones first, then by id. */
export function healthRows(
  steps: Iterable<Step>,
  cluster: Cluster,
  nodeIds: readonly string[],
  told: ReadonlyMap<string, ToldHealth>,
): readonly HealthRow[] {
  return [...steps]
    .map((step) => rowOf(step, cluster, nodeIds, told.get(step.id)))
    .sort((a, b) => WORDS.indexOf(a.word) - WORDS.indexOf(b.word) || compareText(a.step.id, b.step.id));
}

function rowOf(
  step: Step,
  cluster: Cluster,
  nodeIds: readonly string[],
  told: ToldHealth | undefined,
): HealthRow {
  const source = healthSource(step);
  const merged = source === "members" ? (told?.health ?? null) : mergedHealth(cluster, step.id);
  const status = merged?.status ?? "unknown";
  return {
    step,
    word: source === "none" && status === "unknown" ? "noCheck" : status,
    error: merged?.error ?? "",
    since: seenSince(cluster, step.id, status) ?? (told?.health.status === status ? told.health_since : null),
    byNode: nodeIds.map((id) => cluster.nodes.get(id)?.health.get(step.id) ?? null),
  };
}

/** When a node said so while this page was open; the first of several. */
function seenSince(cluster: Cluster, stepId: string, status: HealthStatus): Instant | null {
  let first: Instant | null = null;
  for (const { health } of cluster.nodes.values()) {
    const record = health.get(stepId);
    if (record?.since === undefined || record.status !== status) continue;
    first = first === null ? record.since : Math.min(first, record.since);
  }
  return first;
}

/** How many of the rows have each word. */
export function wordCounts(rows: readonly HealthRow[]): Readonly<Record<HealthWord, number>> {
  const counts = { unhealthy: 0, unknown: 0, healthy: 0, noCheck: 0 };
  for (const { word } of rows) counts[word] += 1;
  return counts;
}
