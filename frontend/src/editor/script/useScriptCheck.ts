import { useEffect, useState } from "react";
import { checkScript, type ScriptPlace } from "../../data/checks";
import type { Problem } from "../../model/problem";

const CHECK_AFTER_MS = 400;

export interface ScriptCheck {
  /** About the script as it was when the server looked; a new list for each look. */
  readonly problems: readonly Problem[];
  /** Why the script could not be looked at; empty when it could. */
  readonly failure: string;
}

const NOTHING: ScriptCheck = { problems: [], failure: "" };

/** The server's diagnostics of a script, 400 ms after the last change of it or of its names. */
export function useScriptCheck({ language, script, use, names }: ScriptPlace, isOn: boolean): ScriptCheck {
  const [check, setCheck] = useState(NOTHING);
  const namesKey = JSON.stringify(names);
  useEffect(() => {
    if (!isOn) return;
    const asked = new AbortController();
    const timer = setTimeout(() => {
      checkScript({ language, script, use, names: JSON.parse(namesKey) as string[] }, asked.signal).then(
        (problems) => setCheck({ problems, failure: "" }),
        (error: unknown) => {
          if (!asked.signal.aborted)
            setCheck({ problems: [], failure: error instanceof Error ? error.message : "" });
        },
      );
    }, CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [language, script, use, namesKey, isOn]);
  return isOn ? check : NOTHING;
}
