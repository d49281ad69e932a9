import { readInteger, readObject, readText, readTexts } from "./event";
import { readInstant, type Instant } from "./instants";
import { isJsonList, type Json } from "./json";

export const ROLES = ["leader", "follower", "candidate", "unreachable", "unknown"] as const;
export type NodeRole = (typeof ROLES)[number];

export const WARNINGS = ["lag_entries", "lag_ms", "silent"] as const;
export type NodeWarning = (typeof WARNINGS)[number];

/** A node as the answering one sees it (`ui.md`, section 15). Null is what it does not know. */
export interface NodeInfo {
  readonly id: string;
  readonly address: string;
  readonly role: NodeRole;
  readonly isSelf: boolean;
  readonly last_seen: Instant | null;
  readonly term: number | null;
  readonly commit: number | null;
  readonly applied: number | null;
  readonly lag_entries: number | null;
  readonly lag_ms: number | null;
  readonly flows: number | null;
  readonly clients: number | null;
  readonly version: string;
  readonly uptime_s: number | null;
  readonly warnings: readonly NodeWarning[];
}

export interface LeaderChange {
  readonly at: Instant | null;
  /** Empty: there was none. */
  readonly leader: string;
  readonly term: number;
}

export interface Nodes {
  /** Empty while there is none. */
  readonly leader: string;
  readonly term: number;
  readonly commit: number;
  /** In the order of their ids. */
  readonly nodes: readonly NodeInfo[];
  /** Since the answering node started, oldest first. */
  readonly leader_changes: readonly LeaderChange[];
}

export function readNodes(answer: Json): Nodes {
  const { leader, term, commit, nodes, leader_changes } = readObject(answer);
  return {
    leader: readText(leader),
    term: readInteger(term),
    commit: readInteger(commit),
    nodes: (isJsonList(nodes) ? nodes : []).map(readNode),
    leader_changes: (isJsonList(leader_changes) ? leader_changes : []).map((entry) => {
      const change = readObject(entry);
      return {
        at: readInstant(change["at"]),
        leader: readText(change["leader"]),
        term: readInteger(change["term"]),
      };
    }),
  };
}

function readNode(entry: Json): NodeInfo {
  const node = readObject(entry);
  const told = readTexts(node["warnings"]);
  return {
    id: readText(node["id"]),
    address: readText(node["address"]),
    role: ROLES.find((role) => role === node["role"]) ?? "unknown",
    isSelf: node["is_self"] === true,
    last_seen: readInstant(node["last_seen"]),
    term: number(node["term"]),
    commit: number(node["commit"]),
    applied: number(node["applied"]),
    lag_entries: number(node["lag_entries"]),
    lag_ms: number(node["lag_ms"]),
    flows: number(node["flows"]),
    clients: number(node["clients"]),
    version: readText(node["version"]),
    uptime_s: number(node["uptime_s"]),
    warnings: WARNINGS.filter((warning) => told.includes(warning)),
  };
}

function number(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}

/** What was seen at one moment since the page is open. */
export interface NodesSample {
  /** By the clock of this browser. */
  readonly at: number;
  readonly commit: number;
  /** Lag in entries by node; without those that do not tell. */
  readonly lags: ReadonlyMap<string, number>;
}

export function sampleOf(nodes: Nodes, at: number): NodesSample {
  const told = nodes.nodes.flatMap(({ id, lag_entries }) =>
    lag_entries === null ? [] : [[id, lag_entries] as const],
  );
  return { at, commit: nodes.commit, lags: new Map(told) };
}

/** Samples that are kept: half an hour of one in two seconds. */
const MOST_SAMPLES = 900;

export function withSample(samples: readonly NodesSample[], sample: NodesSample): readonly NodesSample[] {
  return [...samples, sample].slice(-MOST_SAMPLES);
}

/** Commits per second between each sample and the one before. A log that was begun anew counts as none. */
export function commitRates(
  samples: readonly NodesSample[],
): readonly (readonly [at: number, rate: number])[] {
  return samples.slice(1).flatMap((sample, place) => {
    const before = samples[place];
    if (!before || sample.at <= before.at) return [];
    return [
      [sample.at, (Math.max(0, sample.commit - before.commit) * 1000) / (sample.at - before.at)] as const,
    ];
  });
}
