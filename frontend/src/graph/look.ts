import type { ReactNode } from "react";
import type { Look } from "../model/look";
import type { Size } from "./geometry";

/** How a card stands among the others. `outline`: skipped or not run, drawn without fill. */
export type Tone = "normal" | "faded" | "goal" | "outline";

/** What decorates a card; see README.md. Keep the object the same while it says the same. */
export interface CardLook {
  readonly tone?: Tone;
  readonly state?: Look;
  readonly hasEdge?: boolean;
  readonly word?: string;
  readonly line?: string;
  readonly values?: ReadonlyMap<string, string>;
  readonly bar?: readonly { readonly look: Look; readonly count: number }[];
  readonly isChanged?: boolean;
  readonly isMarked?: boolean;
  readonly inset?: Size & { readonly content: ReactNode };
}

export type Looks = ReadonlyMap<string, CardLook>;

/** How a wire is drawn: as the catalog has it, with its value there or still to come, or as a draft would change it. */
export type WireLook = "normal" | "arrived" | "pending" | "new" | "lost";

/** The CSS variable that colours a state, without the leading `--state-`. */
export const STATE_COLOURS: Readonly<Record<Look, string>> = {
  pending: "pending",
  running: "running",
  waiting: "waiting",
  done: "done",
  healthy: "done",
  failed: "failed",
  unhealthy: "failed",
  skipped: "skipped",
  notRun: "skipped",
  undoing: "undoing",
  undone: "undoing",
  unknown: "unknown",
};
