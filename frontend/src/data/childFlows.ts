import { useEffect } from "react";
import { create } from "zustand";
import { evolveFlowAll } from "../model/evolveFlow";
import type { RecordedEvent } from "../model/event";
import { readFlow, type Flow } from "../model/flow";
import type { Listener } from "./connection";
import { connection } from "./live";

/** Child flows on display by id; null for one that does not exist yet. */
const useChildren = create<{ readonly byId: ReadonlyMap<string, Flow | null> }>(() => ({ byId: new Map() }));

const shown = new Map<string, number>();

/** A flow that is shown inside another one, live; undefined while it is not known whether it exists. */
export function useChildFlow(id: string): Flow | null | undefined {
  useEffect(() => {
    shown.set(id, (shown.get(id) ?? 0) + 1);
    if (shown.get(id) === 1) subscribe();
    return () => {
      const left = (shown.get(id) ?? 1) - 1;
      if (left > 0) return void shown.set(id, left);
      shown.delete(id);
      subscribe();
    };
  }, [id]);
  return useChildren(({ byId }) => byId.get(id));
}

function subscribe(): void {
  const ids = [...shown.keys()];
  useChildren.setState(({ byId }) => ({ byId: new Map([...byId].filter(([id]) => shown.has(id))) }));
  if (ids.length === 0) return connection.unsubscribe("children");
  const aggregate_ids = ids.map((id) => ["flow", id]);
  connection.subscribe("children", { aggregate_ids, include_state: true }, listener);
}

const listener: Listener = {
  onSubscribed: (items) => {
    const byId = new Map<string, Flow | null>([...shown.keys()].map((id) => [id, null]));
    for (const { aggregate, data, sequence } of items) {
      if (sequence > 0) byId.set(aggregate[1] ?? "", readFlow(data, sequence));
    }
    useChildren.setState({ byId });
  },
  onEvents: (events) => {
    const { byId } = useChildren.getState();
    const next = new Map(byId);
    for (const [id, own] of byFlow(events)) {
      const flow = byId.get(id);
      if (!shown.has(id) || flow === undefined) continue;
      if ((own[0]?.sequence ?? 0) > (flow?.next_sequence ?? 0)) return connection.resubscribe("children");
      next.set(id, evolveFlowAll(flow, own));
    }
    useChildren.setState({ byId: next });
  },
};

function byFlow(events: readonly RecordedEvent[]): ReadonlyMap<string, RecordedEvent[]> {
  const groups = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const id = event.aggregate[1] ?? "";
    const group = groups.get(id);
    if (group) group.push(event);
    else groups.set(id, [event]);
  }
  return groups;
}
