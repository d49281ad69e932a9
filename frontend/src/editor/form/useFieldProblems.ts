import { useMemo } from "react";
import type { Problem } from "../../model/problem";
import { fieldPathOf } from "../draft/problems";
import { pathKey, type Path } from "../draft/paths";
import { problemsIn, useEditor } from "../editorStore";

/** The problems that stand at one field. `path` may be made anew at each rendering. */
export function useFieldProblems(path: Path): readonly Problem[] {
  const problems = useEditor(problemsIn);
  const key = pathKey(path);
  return useMemo(
    () =>
      problems.filter((problem) => {
        if (pathKey(problem.path) === key) return true;
        const field = fieldPathOf(problem);
        return field !== null && pathKey(field) === key;
      }),
    [problems, key],
  );
}
