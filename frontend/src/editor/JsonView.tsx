import type { CompletionSource } from "@codemirror/autocomplete";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EditorState as CodeState } from "@codemirror/state";
import { Code } from "./code/Code";
import type { Mark } from "./code/diagnostics";
import type { firstFault, rangeOf } from "./code/jsonPlaces";
import { definitionText } from "./draft/definitionText";
import { withJson } from "./draft/draft";
import type { AttributeFieldKey, Field, StepFieldKey } from "./draft/fields";
import { draftIn, problemsIn, useEditor, useEditorActs } from "./editorStore";
import { problemText } from "./problemText";

/** The draft as text. What is typed becomes the definition whenever it can be read. */
export function JsonView() {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const draft = useEditor(draftIn);
  const parts = useJsonParts();
  const problems = useEditor(problemsIn);
  const marks = useMemo(() => {
    if (!parts) return undefined;
    return (state: CodeState): readonly Mark[] =>
      problems.map((problem) => ({
        message: problemText(problem, t),
        severity: problem.severity,
        line: 1,
        column: 0,
        range: problem.path.length === 0 ? parts.firstFault(state) : parts.rangeOf(state, problem.path),
      }));
  }, [parts, problems, t]);
  return (
    <Code
      value={draft.json ?? definitionText(draft.definition)}
      language="json"
      label={t("editor.json")}
      complete={parts?.complete}
      marks={marks}
      onChange={(text) => editor.act((before) => withJson(before, text), "json")}
    />
  );
}

interface JsonParts {
  readonly complete: CompletionSource;
  readonly rangeOf: typeof rangeOf;
  readonly firstFault: typeof firstFault;
}

/** What the JSON view needs of the code chunk. */
function useJsonParts(): JsonParts | null {
  const { t } = useTranslation();
  const [parts, setParts] = useState<JsonParts | null>(null);
  useEffect(() => {
    let isWanted = true;
    void Promise.all([import("./code/definitionCompletion"), import("./code/jsonPlaces")]).then(
      ([{ definitionCompletion }, places]) => {
        if (!isWanted) return;
        const help = (field: Field) =>
          t(`editor.field.${field.key as StepFieldKey | AttributeFieldKey}.help`);
        setParts({
          complete: definitionCompletion(help),
          rangeOf: places.rangeOf,
          firstFault: places.firstFault,
        });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [t]);
  return parts;
}
