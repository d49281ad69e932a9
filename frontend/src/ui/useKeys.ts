import { useEffect } from "react";
import { useKeysSetting } from "./keysSetting";

/** After `g`, the second key must come within this time. */
const SEQUENCE_MS = 1500;

/**
 * Single keys and sequences of two (`g h`), each with what it does. They do nothing while a field has the focus
 * or a modifier is held, so they never replace a key of the browser, nor while a dialog stands over the page.
 * `keys` must keep its identity.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    let first = { key: "", at: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
        return;
      if (!useKeysSetting.getState().areOn) return;
      const isSecond = first.key !== "" && event.timeStamp - first.at < SEQUENCE_MS;
      const act = keys[isSecond ? `${first.key} ${event.key}` : event.key];
      first = act ? { key: "", at: 0 } : { key: event.key, at: event.timeStamp };
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [keys]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest('[aria-modal="true"]') !== null)
  );
}
