import { causeError, causeOf, type Cause } from "./cause";
import { parallelismOf, stepCondition, type Condition, type Present } from "./condition";
import { isSettling, type Execution, type Flow } from "./flow";
import { durationBetween } from "./instants";
import { allItems, type WorkItem } from "./items";

/** Items of one step that are being undone. */
export interface Undoing {
  readonly step: string;
  readonly left: number;
  /** Items that are or were to be undone. */
  readonly total: number;
}

/** An active step, with its condition. */
export interface Standing {
  readonly step: string;
  readonly condition: Condition;
}

/** How a flow stands, in one sentence (`ui.md`, section 13.1). Durations in ms, steps by id. */
export type Sentence =
  | {
      readonly kind: "completed";
      readonly ms: number;
      readonly ran: number;
      readonly skipped: number;
      readonly failed: number;
      readonly isSettling: boolean;
    }
  | {
      readonly kind: "failed";
      readonly ms: number;
      readonly cause: Cause;
      readonly error: string;
      /** Compensation that still goes on. */
      readonly undoing: Undoing | null;
      readonly isSettling: boolean;
    }
  | { readonly kind: "undoing"; readonly undoing: Undoing }
  | { readonly kind: "waiting"; readonly step: string; readonly condition: Condition }
  | {
      readonly kind: "items";
      readonly step: string;
      readonly done: number;
      readonly total: number;
      readonly parallelism: number;
      /** Until the step is done at the speed so far; null while too little is known. */
      readonly left: number | null;
      /** Items that wait for another try. */
      readonly retrying: number;
    }
  | {
      readonly kind: "running";
      readonly done: number;
      readonly total: number;
      /** The active steps, in the order of their start. */
      readonly active: readonly Standing[];
    };

export function flowSentence(flow: Flow, present: Present): Sentence {
  if (flow.status === "active") return activeSentence(flow, present);
  const ms = durationBetween(flow.created_at, flow.completed_at) ?? 0;
  if (flow.status === "completed") {
    const [ran, skipped, failed] = [count(flow, "completed"), count(flow, "skipped"), count(flow, "failed")];
    return { kind: "completed", ms, ran, skipped, failed, isSettling: isSettling(flow) };
  }
  const cause = causeOf(flow) ?? { step: null, item: null, lacks: [], source: null, chain: [] };
  return {
    kind: "failed",
    ms,
    cause,
    error: causeError(flow, cause),
    undoing: undoingOf(flow),
    isSettling: isSettling(flow),
  };
}

function activeSentence(flow: Flow, present: Present): Sentence {
  const active = startedFirst(flow);
  const [only] = active;
  if (only && active.length === 1) return ofOneStep(flow, only[0], only[1], present);
  if (!only) {
    const undoing = undoingOf(flow);
    if (undoing) return { kind: "undoing", undoing };
    return waitingToStart(flow, present) ?? progress(flow, []);
  }
  return progress(
    flow,
    active.flatMap(([id, execution]) => standing(flow, id, execution, present) ?? []),
  );
}

function ofOneStep(flow: Flow, id: string, execution: Execution, present: Present): Sentence {
  const now = standing(flow, id, execution, present);
  const step = flow.plan.steps.get(id);
  if (!now || !step) return progress(flow, []);
  if (now.condition.kind !== "items") return { kind: "waiting", ...now };
  const { done, total } = now.condition;
  const { counts } = execution.work_items;
  const retrying = (counts.active ?? 0) === 0 ? nextTry(execution) : null;
  return {
    kind: "items",
    step: id,
    done,
    total,
    parallelism: parallelismOf(step),
    left: retrying ? null : timeLeft(execution, done, total, present.now),
    retrying: retrying ? (counts.pending ?? 0) : 0,
  };
}

/** So few items tell nothing about the speed. */
const ENOUGH_ITEMS = 5;

function timeLeft(execution: Execution, done: number, total: number, now: number): number | null {
  const ms = durationBetween(execution.started_at, now);
  if (ms === null || ms === 0 || done < Math.min(ENOUGH_ITEMS, total)) return null;
  return Math.round((ms / done) * (total - done));
}

/** The item that is tried again first, where none is active. */
function nextTry({ work_items }: Execution): WorkItem | null {
  let first: WorkItem | null = null;
  for (const item of allItems(work_items)) {
    if (item.status !== "pending" || item.next_retry_at === null) continue;
    if (!first || item.next_retry_at < (first.next_retry_at ?? 0)) first = item;
  }
  return first;
}

/** Nothing is active: the step that waits for something other than another step speaks for the flow. */
function waitingToStart(flow: Flow, present: Present): Sentence | null {
  let found: Sentence | null = null;
  for (const [id, execution] of flow.executions) {
    if (execution.status !== "pending") continue;
    const now = standing(flow, id, execution, present);
    if (!now) continue;
    found ??= { kind: "waiting", ...now };
    if (now.condition.kind === "waitsForOptional" || now.condition.kind === "noMatchYet") {
      return { kind: "waiting", ...now };
    }
  }
  return found;
}

function progress(flow: Flow, active: readonly Standing[]): Sentence {
  const total = flow.executions.size;
  return { kind: "running", done: total - count(flow, "pending") - count(flow, "active"), total, active };
}

function standing(flow: Flow, id: string, execution: Execution, present: Present): Standing | null {
  const step = flow.plan.steps.get(id);
  return step ? { step: id, condition: stepCondition(flow, step, execution, present) } : null;
}

function startedFirst(flow: Flow): readonly (readonly [string, Execution])[] {
  return [...flow.executions]
    .filter(([, { status }]) => status === "active")
    .sort(([, a], [, b]) => (a.started_at ?? 0) - (b.started_at ?? 0));
}

/** The step of which most items are being undone; null when none is. */
export function undoingOf(flow: Flow): Undoing | null {
  let most: Undoing | null = null;
  for (const [step, { work_items }] of flow.executions) {
    const { compensating = 0, compensated = 0, compensation_failed = 0 } = work_items.counts;
    if (compensating > (most?.left ?? 0)) {
      most = { step, left: compensating, total: compensating + compensated + compensation_failed };
    }
  }
  return most;
}

function count(flow: Flow, status: Execution["status"]): number {
  let number = 0;
  for (const execution of flow.executions.values()) if (execution.status === status) number += 1;
  return number;
}
