import { readInteger, readObject, readText, readTexts } from "./event";
import type { FlowStatus } from "./flow";
import { readInstant, type Instant } from "./instants";
import { isJsonList, type Json } from "./json";
import type { Look } from "./look";
import { readLabels } from "./step";

/** A fact that came over the stream about a flow of a list. */
export interface RowChange {
  readonly outcome: FlowStatus;
  readonly isDeactivated: boolean;
  /** When it was recorded. */
  readonly at: Instant;
}

/** How many of a plan's steps are in each state. */
export interface StepCounts {
  readonly completed: number;
  readonly active: number;
  readonly pending: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A flow in the list of flows (`ui.md`, section 20). */
export interface FlowRow {
  readonly id: string;
  readonly outcome: FlowStatus;
  /** The outcome is known while work or compensation still runs. */
  readonly isSettling: boolean;
  /** Active, and nothing of it is being worked on by the engine. */
  readonly isWaiting: boolean;
  readonly goals: readonly string[];
  readonly created_at: Instant | null;
  readonly completed_at: Instant | null;
  readonly last_event_at: Instant | null;
  /** Milliseconds to the outcome; null of an active flow. */
  readonly duration_ms: number | null;
  readonly error: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty for a flow that is no child. The same for the next one: not started by a known user. */
  readonly parent_flow_id: string;
  readonly started_by: string;
  readonly steps: StepCounts;
}

/** One answer of the list: rows in order, and where the next ones begin. */
export interface FlowRowPage {
  readonly rows: readonly FlowRow[];
  /** Null at the end. */
  readonly next_cursor: string | null;
  readonly total: number;
  readonly isTotalExact: boolean;
  /** So many flows were searched before the time was up; null when the search was complete. */
  readonly searched: number | null;
}

export function readFlowRowPage(answer: Json): FlowRowPage {
  const { flows, total, total_exact, next_cursor, searched } = readObject(answer);
  const rows = (isJsonList(flows) ? flows : []).map(readFlowRow);
  return {
    rows,
    next_cursor: readText(next_cursor) || null,
    total: typeof total === "number" ? total : rows.length,
    isTotalExact: total_exact !== false,
    searched: typeof searched === "number" ? searched : null,
  };
}

export function readFlowRow(value: Json): FlowRow {
  const row = readObject(value);
  const outcome = (readText(row["outcome"]) || readText(row["status"])) as FlowStatus;
  const { duration_ms } = row;
  const steps = readObject(row["steps"]);
  return {
    id: readText(row["id"]),
    outcome,
    isSettling: row["settling"] === true,
    isWaiting: outcome === "active" && row["waiting"] === true,
    goals: readTexts(row["goals"]),
    created_at: readInstant(row["created_at"]),
    completed_at: readInstant(row["completed_at"]),
    last_event_at: readInstant(row["last_event_at"]),
    duration_ms: outcome !== "active" && typeof duration_ms === "number" ? duration_ms : null,
    error: readText(row["error"]),
    labels: readLabels(row["labels"]),
    parent_flow_id: readText(row["parent_flow_id"]),
    started_by: readText(row["started_by"]),
    steps: {
      completed: readInteger(steps["completed"]),
      active: readInteger(steps["active"]),
      pending: readInteger(steps["pending"]),
      failed: readInteger(steps["failed"]),
      skipped: readInteger(steps["skipped"]),
    },
  };
}

/**
 * The row after what the stream said of it. Of a row and a change that contradict each other, the one that knows
 * more of the flow is right: a flow never goes back.
 */
export function withChange(row: FlowRow, change: RowChange | undefined): FlowRow {
  if (!change || isOver(row)) return row;
  if (row.outcome !== "active" && !change.isDeactivated) return row;
  return {
    ...row,
    outcome: change.outcome,
    isWaiting: false,
    isSettling: !change.isDeactivated,
    completed_at: row.completed_at ?? change.at,
    duration_ms: row.duration_ms ?? durationTo(row, change.at),
  };
}

function durationTo(row: FlowRow, at: Instant): number | null {
  return row.created_at === null ? null : Math.max(0, at - row.created_at);
}

/** Whether nothing of the flow can change any more. */
export function isOver(row: FlowRow): boolean {
  return row.outcome !== "active" && !row.isSettling;
}

/** A settling flow is shown by its outcome, never as running. */
export function rowLook(row: FlowRow): Look {
  if (row.outcome === "completed") return "done";
  if (row.outcome === "failed") return "failed";
  return row.isWaiting ? "waiting" : "running";
}
