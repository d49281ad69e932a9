import type { Attribute, Step } from "../model/step";
import type { Size } from "./geometry";

export const CARD_WIDTH = 320;
export const HEADER_HEIGHT = 36;
export const ROW_HEIGHT = 22;
export const FOOTER_HEIGHT = 26;

/** A longer column folds: the last of these rows then says how many more there are. */
const MOST_ROWS = 8;
/** Room around what stands inside a card. */
export const INSET_MARGIN = 8;

export interface CardRows {
  readonly inputs: readonly Attribute[];
  readonly outputs: readonly Attribute[];
  /** Rows that both columns share, the one that unfolds them included. */
  readonly count: number;
  /** Attributes that are folded away; 0 when all are shown. */
  readonly hidden: number;
}

/** The rows of a card: inputs at the left, outputs at the right, each in the order of the step. */
export function cardRows(step: Step, isUnfolded: boolean): CardRows {
  const inputs = step.attributes.filter(({ role }) => role !== "output");
  const outputs = step.attributes.filter(({ role }) => role === "output");
  const longer = Math.max(inputs.length, outputs.length);
  if (isUnfolded || longer <= MOST_ROWS) return { inputs, outputs, count: longer, hidden: 0 };
  const shown = MOST_ROWS - 1;
  return {
    inputs: inputs.slice(0, shown),
    outputs: outputs.slice(0, shown),
    count: MOST_ROWS,
    hidden: Math.max(0, inputs.length - shown) + Math.max(0, outputs.length - shown),
  };
}

/** The size of a card, from the definition and from the size of what stands inside it. */
export function cardSize(rows: CardRows, inset: Size | null): Size {
  const height = HEADER_HEIGHT + rows.count * ROW_HEIGHT + FOOTER_HEIGHT;
  if (!inset) return { width: CARD_WIDTH, height };
  return {
    width: Math.max(CARD_WIDTH, inset.width + 2 * INSET_MARGIN),
    height: height + inset.height + INSET_MARGIN,
  };
}

/**
 * How far below the upper edge of its card the wires of an attribute end. A folded attribute ends at the row
 * that unfolds it; an unknown one at the header.
 */
export function portOffset(rows: CardRows, side: "inputs" | "outputs", attribute: string): number {
  const row = rows[side].findIndex(({ name }) => name === attribute);
  if (row < 0 && rows.hidden === 0) return HEADER_HEIGHT / 2;
  return HEADER_HEIGHT + ((row < 0 ? rows.count - 1 : row) + 0.5) * ROW_HEIGHT;
}
