import { readObject, readText, type RecordedEvent } from "./event";
import type { Instant } from "./instants";
import type { Look } from "./look";

export type BarKind = "waiting" | "queued" | "attempt" | "backoff" | "undoing";

/** A stretch of time in which one thing went on. */
export interface Bar {
  readonly kind: BarKind;
  readonly from: Instant;
  /** Null while it goes on. */
  readonly to: Instant | null;
  /** How it ended; of an attempt and of undoing. */
  readonly look: Look;
}

export interface Mark {
  readonly at: Instant;
  /** The attribute that was set; empty for the outcome of the step. */
  readonly attribute: string;
  readonly look: Look;
}

export interface ItemLine {
  readonly token: string;
  readonly bars: readonly Bar[];
}

/** The time of one step. */
export interface StepLine {
  readonly step: string;
  /** Of a step with several items, the stretches of all of them laid together. */
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
  readonly items: readonly ItemLine[];
}

type OpenBar = { -readonly [name in keyof Bar]: Bar[name] };
interface OpenLine {
  readonly waiting: OpenBar;
  readonly marks: Mark[];
  readonly items: Map<string, OpenBar[]>;
}

const ENDS: Readonly<Record<string, Look>> = {
  work_succeeded: "done",
  work_failed: "failed",
  work_not_completed: "failed",
  comp_succeeded: "undone",
  comp_failed: "failed",
};
const OUTCOMES: Readonly<Record<string, Look>> = {
  step_completed: "done",
  step_failed: "failed",
  step_skipped: "skipped",
};

/** What each step did when, from the events of the flow. Steps without an event wait until the end. */
export function timelineOf(steps: readonly string[], events: readonly RecordedEvent[]): readonly StepLine[] {
  const begin = events[0]?.timestamp ?? 0;
  const lines = new Map<string, OpenLine>(
    steps.map((step) => [
      step,
      { waiting: { kind: "waiting", from: begin, to: null, look: "waiting" }, marks: [], items: new Map() },
    ]),
  );
  let end: Instant | null = null;
  for (const event of events) {
    const line = lines.get(readText(event.data["step_id"]));
    if (line) note(line, event);
    if (event.type === "flow_completed" || event.type === "flow_failed") end = event.timestamp;
  }
  return steps.map((step) => closed(step, lines.get(step), end));
}

function note({ waiting, marks, items }: OpenLine, { type, data, timestamp: at }: RecordedEvent): void {
  if (type === "step_started") {
    waiting.to = at;
    for (const token of Object.keys(readObject(data["work_items"]))) {
      items.set(token, [{ kind: "queued", from: at, to: null, look: "pending" }]);
    }
  } else if (type === "attribute_set") {
    marks.push({ at, attribute: readText(data["key"]), look: "done" });
  } else if (OUTCOMES[type]) {
    waiting.to ??= at;
    marks.push({ at, attribute: "", look: OUTCOMES[type] });
    if (type === "step_failed") for (const bars of items.values()) abandon(bars, at);
  } else {
    const bars = items.get(readText(data["token"]));
    if (bars) noteWork(bars, type, at);
  }
}

/** Items that never started, and tries that were still to come, end with their step. */
function abandon(bars: OpenBar[], at: Instant): void {
  const last = bars.at(-1);
  if (last && last.to === null && (last.kind === "queued" || last.kind === "backoff")) last.to = at;
}

function noteWork(bars: OpenBar[], type: string, at: Instant): void {
  const last = bars.at(-1);
  const close = (look?: Look) => {
    if (last?.to === null) {
      last.to = at;
      if (look) last.look = look;
    }
  };
  if (type === "work_started" || type === "comp_started") {
    close();
    const isUndo = type === "comp_started";
    bars.push({
      kind: isUndo ? "undoing" : "attempt",
      from: at,
      to: null,
      look: isUndo ? "undoing" : "running",
    });
  } else if (type === "work_retry_scheduled" || type === "comp_retry_scheduled") {
    close("failed");
    bars.push({ kind: "backoff", from: at, to: null, look: "waiting" });
  } else {
    const look = ENDS[type];
    if (look) close(look);
  }
}

function closed(step: string, line: OpenLine | undefined, end: Instant | null): StepLine {
  if (!line) return { step, bars: [], marks: [], items: [] };
  const waiting = { ...line.waiting, to: line.waiting.to ?? end };
  const items = [...line.items].map(([token, bars]) => {
    const last = bars.at(-1);
    // A terminal flow starts nothing any more, so what was still to come ends with it.
    if (end !== null && last && last.to === null && (last.kind === "queued" || last.kind === "backoff")) {
      last.to = Math.max(end, last.from);
    }
    return { token, bars: bars.filter(({ from, to }) => to === null || to > from || bars.length === 1) };
  });
  const [only] = items;
  const work = items.length === 1 && only ? only.bars : laidTogether(items.flatMap(({ bars }) => bars));
  return { step, bars: [waiting, ...work], marks: line.marks, items };
}

/** Order in which kinds are drawn over each other: the work itself is on top. */
const LAYERS: readonly BarKind[] = ["queued", "backoff", "attempt", "undoing"];

/** Stretches of one kind and one end that touch become one. */
function laidTogether(bars: readonly Bar[]): readonly Bar[] {
  const merged: OpenBar[] = [];
  for (const kind of LAYERS) {
    const ofKind = bars.filter((bar) => bar.kind === kind).sort((a, b) => a.from - b.from);
    const open = new Map<Look, OpenBar>();
    for (const bar of ofKind) {
      const last = open.get(bar.look);
      if (last && (last.to === null || bar.from <= last.to)) {
        last.to = last.to === null || bar.to === null ? null : Math.max(last.to, bar.to);
        continue;
      }
      const next = { ...bar };
      open.set(bar.look, next);
      merged.push(next);
    }
  }
  // Failures must not be covered by the successes beside them.
  return merged.sort((a, b) => Number(a.look === "failed") - Number(b.look === "failed"));
}
