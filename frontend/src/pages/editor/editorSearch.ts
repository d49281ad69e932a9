import { STEP_TYPES } from "../../editor/draft/fields";
import { choiceParam, countParam, textParam, type SearchParams } from "../search";

export interface EditorSearch {
  /** Id of the recorded change whose version is restored. */
  readonly version?: number | undefined;
  /** Whether the editor has the whole page. */
  readonly wide?: "yes" | undefined;
}

export interface NewStepSearch extends EditorSearch {
  readonly type?: (typeof STEP_TYPES)[number] | undefined;
  /** The step that the new one is a copy of. */
  readonly from?: string | undefined;
}

export function readEditorSearch({ version, wide }: SearchParams): EditorSearch {
  return { version: countParam(version), wide: choiceParam(wide, ["yes"] as const) };
}

export function readNewStepSearch(params: SearchParams): NewStepSearch {
  const { type, from } = params;
  return { ...readEditorSearch(params), type: choiceParam(type, STEP_TYPES), from: textParam(from) };
}
