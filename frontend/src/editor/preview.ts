import { create } from "zustand";
import type { Effects } from "../data/checks";
import type { JsonObject } from "../model/json";

/** What saving the open draft would change: the graph draws its wires while one types. */
export interface DraftPreview {
  /** Id of the stored step, or the one that the new step would get. */
  readonly stepId: string;
  readonly definition: JsonObject;
  readonly effects: Effects;
}

/** Null while no editor is open, or its draft changes nothing. */
export const useDraftPreview = create<{ readonly preview: DraftPreview | null }>(() => ({ preview: null }));

export function showPreview(preview: DraftPreview | null): void {
  useDraftPreview.setState({ preview });
}
