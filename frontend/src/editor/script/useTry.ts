import { useState } from "react";
import { useTranslation } from "react-i18next";
import { runScript, type ScriptOutcome, type ScriptPlace } from "../../data/checks";
import type { Json } from "../../model/json";
import { innerName, scriptOutputs, type AttributeRow } from "../draft/attributes";
import { withSample } from "../draft/draft";
import { pathKey } from "../draft/paths";
import { definitionIn, draftIn, useEditor, useEditorActs } from "../editorStore";
import type { Tried } from "./Outcomes";
import { readCandidates, readSampleInputs } from "./samples";

export interface Trial {
  /** Whether the script is tried with the inputs of the step, or with single values. */
  readonly isOfInputs: boolean;
  /** The samples as they are kept with the draft. */
  readonly text: string;
  readonly keep: (text: string) => void;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
  readonly isRunning: boolean;
  /** Null before the first run. */
  readonly tried: Tried | null;
  readonly run: () => Promise<void>;
}

/** Samples of inputs are one set for the step: its script and its condition are tried with the same ones. */
const INPUTS = "inputs";

/** Running a script as the engine would, with samples that stay with the draft. */
export function useTry(place: ScriptPlace, attribute: AttributeRow | null, path: readonly string[]): Trial {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const definition = useEditor(definitionIn);
  const isOfInputs = place.use === "step" || place.use === "predicate";
  const sampleKey = isOfInputs ? INPUTS : pathKey(path);
  const text = useEditor((state) => draftIn(state).samples.get(sampleKey) ?? "");
  const [isOpen, setOpen] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const keep = (samples: string) =>
    editor.act((draft) => withSample(draft, sampleKey, samples), `samples ${sampleKey}`);

  const runWithInputs = async () => {
    const inputs = readSampleInputs(text);
    const outputs = Object.fromEntries(scriptOutputs(definition).map(({ name, type }) => [name, type]));
    const asked = { ...place, inputs, ...(place.use === "step" ? { outputs } : {}) };
    return [{ before: inputs, outcome: await runScript(asked) }];
  };
  const runWithValues = async () => {
    const candidates = readCandidates(text);
    if (candidates.values === null) {
      const line = t("editor.inLine", { line: candidates.wrongLine });
      throw new Error(t("editor.script.notJson", { names: line }));
    }
    const name = place.use === "mapping" && attribute ? { name: innerName(attribute) } : {};
    const runs: { before: Json; outcome: ScriptOutcome }[] = [];
    // One after the other: the server lets a user run two at once, and another field may be running one.
    for (const value of candidates.values) {
      runs.push({ before: value, outcome: await runScript({ ...place, value, ...name }) });
    }
    return runs;
  };
  const run = async () => {
    setOpen(true);
    if (isRunning) return;
    setRunning(true);
    try {
      setTried({ kind: "ran", runs: await (isOfInputs ? runWithInputs() : runWithValues()) });
    } catch (error) {
      setTried({ kind: "notRun", why: error instanceof Error ? error.message : String(error) });
    } finally {
      setRunning(false);
    }
  };
  return { isOfInputs, text, keep, isOpen, setOpen, isRunning, tried, run };
}
