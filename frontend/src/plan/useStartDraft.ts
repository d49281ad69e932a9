import { useDebouncedCallback } from "@mantine/hooks";
import { useCallback, useEffect, useMemo, useState } from "react";
import { USUAL_MASKS, useSession } from "../data/session";
import { initText, masksName } from "../model/initText";
import {
  draftOf,
  initOf,
  isInitProblem,
  NO_DRAFT,
  readInit,
  type Draft,
  type DraftValue,
  type Init,
} from "../model/startDraft";
import { keepDraft, keptDraft, type DraftPlace } from "./draftMemory";

/** The address follows the typing after this pause. */
const ADDRESS_AFTER_MS = 300;

export interface StartDraft {
  readonly draft: Draft;
  /** What of the draft is right. Keeps its identity while the draft does. */
  readonly init: Init;
  readonly isMasked: (name: string) => boolean;
  /** An empty list: not given. */
  readonly setValues: (name: string, values: readonly DraftValue[]) => void;
  readonly replace: (draft: Draft) => void;
}

export interface DraftAddress extends DraftPlace {
  /** What stands in the fields when neither the address nor a reload brings anything. */
  readonly firstInit?: Init | undefined;
  readonly onInitText: (text: string | undefined) => void;
}

/**
 * What is typed for the inputs. The address has it as far as it is right, short and no secret; a reload brings back
 * the rest too. An address that changes by itself (Back, a link) brings its own values.
 */
export function useStartDraft(address: DraftAddress, typeOf: (name: string) => string): StartDraft {
  const { goals, initText: addressed, origin, firstInit, onInitText } = address;
  const patterns = useSession().data?.mask_patterns ?? USUAL_MASKS;
  const isMasked = useCallback((name: string) => masksName(name, patterns), [patterns]);
  const [state, setState] = useState<State>(() => ({
    draft: keptDraft({ goals, initText: addressed, origin }) ?? firstDraft(addressed, firstInit, typeOf),
    seen: addressed,
    written: [],
  }));
  let { draft } = state;
  if (state.seen !== addressed) {
    const place = state.written.indexOf(addressed);
    if (place < 0) draft = draftFromAddress(addressed, typeOf);
    setState({ draft, seen: addressed, written: place < 0 ? [] : state.written.slice(place + 1) });
  }
  const init = useMemo(() => initOf(draft, typeOf), [draft, typeOf]);

  const writeAddress = useDebouncedCallback((text: string | undefined) => {
    setState((now) => {
      const last = now.written.length > 0 ? now.written.at(-1) : now.seen;
      return text === last ? now : { ...now, written: [...now.written, text] };
    });
    onInitText(text);
  }, ADDRESS_AFTER_MS);
  const { text } = initText(init, isMasked);
  useEffect(() => {
    if (text !== addressed) writeAddress(text);
    else writeAddress.cancel();
  }, [text, addressed, writeAddress]);
  const change = useCallback(
    (alter: (draft: Draft) => Draft) => setState((now) => ({ ...now, draft: alter(now.draft) })),
    [],
  );
  const replace = useCallback((next: Draft) => change(() => next), [change]);
  const setValues = useCallback(
    (name: string, values: readonly DraftValue[]) =>
      change((before) => {
        const next = new Map(before);
        if (values.length === 0) next.delete(name);
        else next.set(name, values);
        return next;
      }),
    [change],
  );
  useEffect(() => {
    keepDraft({ goals, initText: addressed, origin }, draft, isMasked);
  }, [goals, addressed, origin, draft, isMasked]);
  return { draft, init, isMasked, setValues, replace };
}

interface State {
  readonly draft: Draft;
  /** The address at the last look. */
  readonly seen: string | undefined;
  /** What this draft wrote into the address and has not seen there yet: a slow page gets it while one types on. */
  readonly written: readonly (string | undefined)[];
}

function firstDraft(
  text: string | undefined,
  firstInit: Init | undefined,
  typeOf: (name: string) => string,
): Draft {
  return text === undefined && firstInit ? draftOf(firstInit, typeOf) : draftFromAddress(text, typeOf);
}

function draftFromAddress(text: string | undefined, typeOf: (name: string) => string): Draft {
  if (text === undefined) return NO_DRAFT;
  const init = readInit(text);
  return isInitProblem(init) ? NO_DRAFT : draftOf(init, typeOf);
}
