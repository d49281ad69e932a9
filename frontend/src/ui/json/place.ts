import { pathOf } from "../../data/rest";
import type { JsonPath } from "../../model/jsonDocument";

/** Where in a flow a value lies: in its state, or in the payload of one event. */
export interface ValuePlace {
  readonly flow: string;
  readonly path: JsonPath;
  /** The event; without it the state is meant. */
  readonly sequence?: number;
}

/** The address of a value that was left out, or of a member of it (`ui.md`, section 20, `value`). */
export function valueAddress({ flow, path, sequence }: ValuePlace, below: JsonPath): string {
  const asked = new URLSearchParams({ path: JSON.stringify([...path, ...below]) });
  if (sequence !== undefined) asked.set("sequence", String(sequence));
  return `${pathOf("api", "ui", "flows", flow, "value")}?${asked}`;
}
