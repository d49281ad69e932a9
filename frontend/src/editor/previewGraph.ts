import { readStep, type Step } from "../model/step";
import type { DraftPreview } from "./preview";

/**
 * The steps with the draft in its place, so that the graph draws the wires it would make. Attributes that the draft
 * takes away stay on its card: the wires that would be lost end there.
 */
export function previewedSteps(steps: readonly Step[], preview: DraftPreview | null): readonly Step[] {
  if (!preview) return steps;
  const stored = steps.find(({ id }) => id === preview.stepId);
  const draft = readStep({ ...preview.definition, id: preview.stepId });
  if (!stored) return [...steps, draft];
  const names = new Set(draft.attributes.map(({ name }) => name));
  const gone = stored.attributes.filter(({ name }) => !names.has(name));
  const shown = { ...draft, attributes: [...draft.attributes, ...gone] };
  return steps.map((step) => (step.id === preview.stepId ? shown : step));
}

interface Ends {
  readonly attribute: string;
  readonly from: string;
  readonly to: string;
}

/** Which wires would be new, and which would be lost. */
export function previewedWires(preview: DraftPreview): (wire: Ends) => "normal" | "new" | "lost" {
  const { wires_gained, wires_lost } = preview.effects;
  const gained = new Set(
    wires_gained.map(({ attribute, provider, consumer }) => key(attribute, provider, consumer)),
  );
  const lost = new Set(
    wires_lost.map(({ attribute, provider, consumer }) => key(attribute, provider, consumer)),
  );
  return ({ attribute, from, to }) => {
    const wire = key(attribute, from, to);
    return gained.has(wire) ? "new" : lost.has(wire) ? "lost" : "normal";
  };
}

function key(...ends: readonly string[]): string {
  return JSON.stringify(ends);
}
