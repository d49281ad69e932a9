import type { StepUse } from "../../data/catalogUse";
import type { Health } from "../../model/cluster";
import { readObject, readText, readTexts } from "../../model/event";
import { isJsonObject, type Json } from "../../model/json";
import { compareText, consumed, provided, type Step } from "../../model/step";

export const COLUMNS = ["step", "type", "inputs", "outputs", "labels", "health", "changed", "flows"] as const;
export type Column = (typeof COLUMNS)[number];

export interface TableSettings {
  readonly hidden: readonly Column[];
  readonly sort: Column;
  readonly isDescending: boolean;
}

/** The settings that were kept; the usual ones for what cannot be read. The name of a step is always shown. */
export function readSettings(kept: Json | undefined): TableSettings {
  const fields = isJsonObject(kept) ? kept : readObject(undefined);
  const hidden = readTexts(fields["hidden"]);
  return {
    hidden: COLUMNS.filter((column) => column !== "step" && hidden.includes(column)),
    sort: COLUMNS.find((column) => column === readText(fields["sort"])) ?? "step",
    isDescending: fields["isDescending"] === true,
  };
}

export function writeSettings({ hidden, sort, isDescending }: TableSettings): Json {
  return { hidden: [...hidden], sort, isDescending };
}

export interface RowFacts {
  readonly use: StepUse | undefined;
  readonly health: Health | null;
}

const GRAVITY = { unhealthy: 0, unknown: 1, healthy: 2 };

/** The steps in the order of a column; equals stay in the order in which they came. */
export function sortSteps(
  steps: readonly Step[],
  { sort, isDescending }: TableSettings,
  factsOf: (step: Step) => RowFacts,
): readonly Step[] {
  if (sort === "step" && !isDescending) return steps;
  const keyOf: Readonly<Record<Column, (step: Step) => string | number>> = {
    step: ({ name }) => name.toLowerCase(),
    type: ({ type }) => type,
    inputs: (step) => consumed(step).length,
    outputs: (step) => provided(step).length,
    labels: ({ labels }) => Object.entries(labels).flat().join(" "),
    health: (step) => GRAVITY[factsOf(step).health?.status ?? "unknown"],
    changed: (step) => -(factsOf(step).use?.changed_at ?? 0),
    flows: (step) => -(factsOf(step).use?.flows ?? 0),
  };
  const keyed = steps.map((step) => ({ step, key: keyOf[sort](step) }));
  const sign = isDescending ? -1 : 1;
  keyed.sort(({ key: a }, { key: b }) =>
    typeof a === "number" && typeof b === "number"
      ? sign * (a - b)
      : sign * compareText(String(a), String(b)),
  );
  return keyed.map(({ step }) => step);
}
