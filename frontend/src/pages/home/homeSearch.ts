import { WINDOWS, type SummaryWindow } from "../../model/summary";
import { choiceParam, type SearchParams } from "../search";

export interface HomeSearch {
  /** How far back the page looks; an hour without it. */
  readonly window?: SummaryWindow | undefined;
  /** For a screen on a wall: without the frame, and larger. */
  readonly wall?: "1" | undefined;
}

export function readHomeSearch({ window, wall }: SearchParams): HomeSearch {
  return { window: choiceParam(window, WINDOWS), wall: choiceParam(wall, ["1"] as const) };
}
