import { readText, type RecordedEvent } from "./event";
import { readInstant, type Instant } from "./instants";

/** One try to do a work item, or to undo it. */
export interface Attempt {
  readonly isUndo: boolean;
  /** From 1. */
  readonly number: number;
  readonly started_at: Instant | null;
  /** Null while it goes on. */
  readonly ended_at: Instant | null;
  readonly outcome: "running" | "succeeded" | "failed" | "tryAgain";
  readonly error: string;
  /** When the next try is due; null when there is none. */
  readonly next_at: Instant | null;
  /** Number of its first event. */
  readonly sequence: number;
}

type Draft = { -readonly [name in keyof Attempt]: Attempt[name] };

const STARTS = new Set(["work_started", "comp_started"]);
const ENDS: Readonly<Record<string, Attempt["outcome"]>> = {
  work_succeeded: "succeeded",
  work_failed: "failed",
  work_not_completed: "tryAgain",
  comp_succeeded: "succeeded",
  comp_failed: "failed",
  comp_retry_scheduled: "tryAgain",
};

/** The attempts that the events of one item tell, in their order. */
export function attemptsOf(events: readonly RecordedEvent[]): readonly Attempt[] {
  const attempts: Draft[] = [];
  const numbers = { work: 0, undo: 0 };
  const begin = (event: RecordedEvent, isUndo: boolean, startedAt: Instant | null): Draft => {
    const kind = isUndo ? "undo" : "work";
    numbers[kind] += 1;
    const attempt: Draft = {
      isUndo,
      number: numbers[kind],
      started_at: startedAt,
      ended_at: null,
      outcome: "running",
      error: "",
      next_at: null,
      sequence: event.sequence,
    };
    attempts.push(attempt);
    return attempt;
  };
  for (const event of events) {
    const isUndo = event.type.startsWith("comp_");
    const last = attempts.at(-1);
    if (STARTS.has(event.type)) {
      begin(event, isUndo, event.timestamp);
      continue;
    }
    // Without a retry left, the failure follows the attempt that has already ended.
    if (event.type === "work_failed" && last?.outcome === "tryAgain" && last.next_at === null) {
      last.outcome = "failed";
      continue;
    }
    const outcome = ENDS[event.type];
    if (outcome) {
      // A result without a start is one from memory, or a callback for an item that waits.
      const open = last?.ended_at === null && last.isUndo === isUndo ? last : begin(event, isUndo, null);
      open.ended_at = event.timestamp;
      open.outcome = outcome;
      open.error = readText(event.data["error"]);
    }
    const current = attempts.at(-1);
    if (current && (event.type === "work_retry_scheduled" || event.type === "comp_retry_scheduled")) {
      current.next_at = readInstant(event.data["next_retry_at"]);
    }
  }
  return attempts;
}
