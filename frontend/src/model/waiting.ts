import type { Flow } from "./flow";
import type { Instant } from "./instants";
import type { Step } from "./step";
import { settledMakers, settledSince, takingsOf, type Taking } from "./taking";

/** What a step that has not started waits for. Durations in ms. */
export type WaitsToStart =
  | { readonly kind: "aboutToStart" }
  | { readonly kind: "waitsForInput"; readonly attribute: string; readonly providers: readonly string[] }
  | {
      readonly kind: "waitsForMakers";
      readonly attribute: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: "noMatchYet";
      readonly attributes: readonly string[];
      /** Optional inputs that may be what is waited for instead: the events do not tell whether the gate is open. */
      readonly orOptional: readonly string[];
    }
  | {
      readonly kind: "waitsForOptional";
      readonly attributes: readonly string[];
      /** Until the last of their windows closes; null where the events do not tell. */
      readonly left: number | null;
    };

/** What a pending step of an active flow waits for (`execution.md`, section 4). */
export function beforeStart(flow: Flow, step: Step, now: Instant): WaitsToStart {
  const takings = takingsOf(flow, step);
  const required = takings.filter(({ isRequired }) => isRequired);
  for (const taken of [
    ...required.filter(({ isGate }) => !isGate),
    ...required.filter(({ isGate }) => isGate),
  ]) {
    const lack = lackOf(flow, taken);
    if (lack) return lack;
  }
  const gates = required.filter(
    (taken) => taken.isGate && settledMakers(flow, taken) < taken.providers.length,
  );
  const anchor = gates.length > 0 ? null : anchorOf(flow, required);
  const open = takings.filter((taken) => !taken.isRequired && isOpen(flow, taken, anchor, now));
  const optional = open.map(({ name }) => name);
  if (gates.length > 0) {
    return { kind: "noMatchYet", attributes: gates.map(({ name }) => name), orOptional: optional };
  }
  if (open.length === 0) return { kind: "aboutToStart" };
  const longest = Math.max(...open.map(({ deadline_ms }) => deadline_ms));
  return {
    kind: "waitsForOptional",
    attributes: optional,
    left: anchor === null ? null : Math.max(0, anchor + longest - now),
  };
}

function lackOf(flow: Flow, taken: Taking): WaitsToStart | null {
  const { name: attribute, collect, providers } = taken;
  const hasValue = (flow.attributes.get(attribute)?.length ?? 0) > 0;
  const done = settledMakers(flow, taken);
  if (done === providers.length) return null;
  if (collect !== "first" && !(taken.isGate && collect === "some" && hasValue)) {
    return { kind: "waitsForMakers", attribute, done, total: providers.length };
  }
  return hasValue ? null : { kind: "waitsForInput", attribute, providers };
}

/** When the last required input became ready; the start of the flow without one; null while one is not. */
function anchorOf(flow: Flow, required: readonly Taking[]): Instant | null {
  let anchor = flow.created_at ?? 0;
  for (const taken of required) {
    const first = flow.attributes.get(taken.name)?.[0]?.set_at ?? null;
    const ready = taken.collect === "first" && !taken.isGate ? first : settledSince(flow, taken);
    if (ready === null) return null;
    anchor = Math.max(anchor, ready);
  }
  return anchor;
}

function isOpen(flow: Flow, taken: Taking, anchor: Instant | null, now: Instant): boolean {
  if (taken.deadline_ms <= 0 || settledMakers(flow, taken) === taken.providers.length) return false;
  if (taken.collect === "first" && (flow.attributes.get(taken.name)?.length ?? 0) > 0) return false;
  return anchor === null || now < anchor + taken.deadline_ms;
}
