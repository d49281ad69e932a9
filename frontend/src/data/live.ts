import { useEffect } from "react";
import { create } from "zustand";
import { evolveCatalogAll, readCatalog, type Catalog } from "../model/catalog";
import { evolveCluster, readCluster, type Cluster } from "../model/cluster";
import type { RecordedEvent } from "../model/event";
import { evolveFlowAll } from "../model/evolveFlow";
import { readFlow, type Flow } from "../model/flow";
import type { RowChange } from "../model/flowRow";
import { LiveConnection, type ConnectionState, type Listener, type StateItem } from "./connection";
import { noteServerTime, serverNow } from "./clock";
import { noteCatalogEvents } from "./recentChanges";

/** The flow on display. `value` is null while no such flow exists; it comes alive with its `flow_started`. */
export interface OpenFlow {
  readonly id: string;
  readonly value: Flow | null;
}

export interface LiveState {
  readonly connection: ConnectionState;
  /** Milliseconds from the commit of the last event to its arrival; null before the first. */
  readonly delay_ms: number | null;
  /** Null until the first state has come. The same for the next two. */
  readonly catalog: Catalog | null;
  readonly cluster: Cluster | null;
  readonly flow: OpenFlow | null;
  readonly row_changes: ReadonlyMap<string, RowChange>;
  /** Counts the confirmations of the `rows` subscription: after each, the rows are read again. */
  readonly rows_confirmed: number;
}

export const useLive = create<LiveState>(() => ({
  connection: { phase: "connecting", since: Date.now(), next_try_at: null },
  delay_ms: null,
  catalog: null,
  cluster: null,
  flow: null,
  row_changes: new Map(),
  rows_confirmed: 0,
}));

const { getState, setState } = useLive;

export const connection = new LiveConnection(
  `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/engine/ws`,
  (state) => setState({ connection: state }),
);

const opened = new Set<string>();

/** The catalog, live from the first use on; null while it is not known. */
export function useCatalog(): Catalog | null {
  useEffect(() => {
    openOnce("catalog", catalogListener);
  }, []);
  return useLive((state) => state.catalog);
}

/** The cluster, live from the first use on; null while it is not known. */
export function useCluster(): Cluster | null {
  useEffect(() => {
    openOnce("cluster", clusterListener);
  }, []);
  return useLive((state) => state.cluster);
}

/** One flow, live while it is on display; null while it is not known whether it exists. */
export function useOpenFlow(id: string): OpenFlow | null {
  useEffect(() => {
    connection.subscribe("flow", { aggregate_ids: [["flow", id]], include_state: true }, flowListener(id));
    return () => {
      connection.unsubscribe("flow");
      setState({ flow: null });
    };
  }, [id]);
  return useLive((state) => (state.flow?.id === id ? state.flow : null));
}

const OUTCOMES = ["flow_completed", "flow_failed", "flow_deactivated"] as const;

/** What the stream said about the flows of a list since they are visible. `ids` must keep its identity. */
export function useRowChanges(ids: readonly string[]): ReadonlyMap<string, RowChange> {
  useEffect(() => {
    if (ids.length === 0) return;
    const aggregate_ids = ids.map((id) => ["flow", id]);
    connection.subscribe(
      "rows",
      { aggregate_ids, event_types: OUTCOMES, include_state: false },
      rowsListener,
    );
  }, [ids]);
  useEffect(
    () => () => {
      connection.unsubscribe("rows");
      setState({ row_changes: new Map() });
    },
    [],
  );
  return useLive((state) => state.row_changes);
}

function openOnce(name: string, listener: Listener): void {
  if (opened.has(name)) return;
  opened.add(name);
  connection.subscribe(name, { aggregate_ids: [[name]], include_state: true }, listener);
}

const catalogListener: Listener = {
  onSubscribed: ([item]) => item && setState({ catalog: readCatalog(item.data, item.sequence) }),
  onEvents: (events) => {
    const { catalog } = getState();
    if (!catalog || hasGap("catalog", catalog.next_sequence, events)) return;
    setState({ catalog: evolveCatalogAll(catalog, events), ...arrival(events) });
    noteCatalogEvents(events);
  },
};

const clusterListener: Listener = {
  onSubscribed: ([item]) => item && setState({ cluster: readCluster(item.data, item.sequence) }),
  onEvents: (events) => {
    const { cluster } = getState();
    if (!cluster || hasGap("cluster", cluster.next_sequence, events)) return;
    setState({ cluster: events.reduce(evolveCluster, cluster), ...arrival(events) });
  },
};

function flowListener(id: string): Listener {
  return {
    onSubscribed: ([item]) => setState({ flow: { id, value: item ? existingFlow(item) : null } }),
    onEvents: (events) => {
      const { flow } = getState();
      if (flow?.id !== id || hasGap("flow", flow.value?.next_sequence ?? 0, events)) return;
      setState({ flow: { id, value: evolveFlowAll(flow.value, events) }, ...arrival(events) });
    },
  };
}

function existingFlow(item: StateItem): Flow | null {
  return item.sequence === 0 ? null : readFlow(item.data, item.sequence);
}

const rowsListener: Listener = {
  onSubscribed: () => setState(({ rows_confirmed }) => ({ rows_confirmed: rows_confirmed + 1 })),
  onEvents: (events) =>
    setState(({ row_changes }) => {
      const changes = new Map(row_changes);
      for (const { type, aggregate, data, timestamp: at } of events) {
        const id = aggregate[1] ?? "";
        if (type === "flow_completed") changes.set(id, { outcome: "completed", isDeactivated: false, at });
        else if (type === "flow_failed") changes.set(id, { outcome: "failed", isDeactivated: false, at });
        else {
          const outcome = data["status"] === "failed" ? "failed" : "completed";
          changes.set(id, { outcome, isDeactivated: true, at: changes.get(id)?.at ?? at });
        }
      }
      return { row_changes: changes, ...arrival(events) };
    }),
};

/** Events must follow the state without a gap. If they do not, the state is asked for anew. */
function hasGap(subId: string, nextSequence: number, events: readonly RecordedEvent[]): boolean {
  if ((events[0]?.sequence ?? 0) <= nextSequence) return false;
  connection.resubscribe(subId);
  return true;
}

function arrival(events: readonly RecordedEvent[]): Pick<LiveState, "delay_ms"> {
  const last = events.at(-1);
  if (!last) return { delay_ms: null };
  noteServerTime(last.timestamp);
  return { delay_ms: Math.max(0, serverNow() - last.timestamp) };
}
