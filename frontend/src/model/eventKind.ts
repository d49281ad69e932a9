import { readText, type RecordedEvent } from "./event";
import type { Look } from "./look";

/** What an event is about. */
export const EVENT_KINDS = ["flow", "step", "attribute", "work", "undo"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

const TYPES: Readonly<Record<EventKind, readonly string[]>> = {
  flow: ["flow_started", "flow_completed", "flow_failed", "flow_deactivated"],
  step: ["step_started", "step_completed", "step_failed", "step_skipped"],
  attribute: ["attribute_set"],
  work: [
    "work_started",
    "work_succeeded",
    "work_failed",
    "work_not_completed",
    "work_retry_scheduled",
    "dispatch_deferred",
  ],
  undo: ["comp_started", "comp_succeeded", "comp_failed", "comp_retry_scheduled"],
};

const FAILURES = ["flow_failed", "step_failed", "work_failed", "work_not_completed", "comp_failed"];

/** The types to ask for; none when every type is wanted. */
export function wantedTypes(kinds: readonly EventKind[], failuresOnly: boolean): readonly string[] {
  if (kinds.length === 0 && !failuresOnly) return [];
  const types = (kinds.length === 0 ? EVENT_KINDS : kinds).flatMap((kind) => TYPES[kind]);
  return failuresOnly ? types.filter((type) => FAILURES.includes(type)) : types;
}

const LOOKS: Readonly<Record<string, Look>> = {
  flow_started: "running",
  flow_completed: "done",
  flow_failed: "failed",
  flow_deactivated: "pending",
  step_started: "running",
  step_completed: "done",
  step_failed: "failed",
  step_skipped: "skipped",
  attribute_set: "pending",
  work_started: "running",
  work_succeeded: "done",
  work_failed: "failed",
  work_not_completed: "failed",
  work_retry_scheduled: "waiting",
  comp_started: "undoing",
  comp_succeeded: "undone",
  comp_failed: "failed",
  comp_retry_scheduled: "waiting",
};

/** The state that the event brings about. */
export function eventLook({ type }: RecordedEvent): Look {
  return LOOKS[type] ?? "unknown";
}

export function stepOf({ data }: RecordedEvent): string {
  return readText(data["step_id"]);
}

export function tokenOf({ data }: RecordedEvent): string {
  return readText(data["token"]);
}
