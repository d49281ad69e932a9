import { useId, useMemo, useState, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { CompletionSource } from "@codemirror/autocomplete";
import type { Problem } from "../../model/problem";
import { Code } from "../code/Code";
import type { Available } from "./names";
import styles from "./script.module.css";

interface Props {
  readonly label: string;
  readonly language: "ale" | "lua" | "jpath";
  readonly script: string;
  readonly names: readonly Available[];
  readonly problems: readonly Problem[];
  readonly isSmall: boolean;
  readonly insertion: { readonly text: string; readonly count: number };
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

/** The code of a script with completion of what it may name, and the engine's diagnostics at their lines. */
export function ScriptCode({
  names,
  problems,
  language,
  script,
  label,
  isSmall,
  insertion,
  onChange,
  onRun,
}: Props) {
  const { t } = useTranslation();
  const id = useId();
  const namesKey = JSON.stringify(
    names.map(({ name, type, origin }) => ({ name, detail: [type, origin].filter(Boolean).join(", ") })),
  );
  const complete = useCompletion(language, namesKey);
  // The list keeps its identity until the server looks again: until then the field drops what has become stale.
  const marks = useMemo(
    () => problems.map(({ message, severity, line, column }) => ({ message, severity, line, column })),
    [problems],
  );
  return (
    <div>
      <Code
        value={script}
        language={language}
        label={label}
        describedBy={id}
        isSmall={isSmall}
        complete={complete}
        marks={marks}
        insertion={insertion}
        onChange={onChange}
        onRun={onRun}
      />
      <p id={id} className={`${styles.secondary} ${styles.small}`}>
        {t("editor.script.tab")}
      </p>
    </div>
  );
}

/** The completion comes with the code chunk: the library of the languages is part of it. */
function useCompletion(language: Props["language"], namesKey: string): CompletionSource | undefined {
  const [source, setSource] = useState<{ readonly complete: CompletionSource } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void import("../code/scriptCompletion").then(({ scriptCompletion }) => {
      if (!isWanted) return;
      const names = JSON.parse(namesKey) as Parameters<typeof scriptCompletion>[1];
      setSource({ complete: scriptCompletion(language, names) });
    });
    return () => {
      isWanted = false;
    };
  }, [language, namesKey]);
  return source?.complete;
}
