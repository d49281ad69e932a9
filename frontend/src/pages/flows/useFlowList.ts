import { useLocation } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { flowListAt, type FlowList, type FlowListState, type View } from "../../data/flowList";
import { useLive } from "../../data/live";
import type { FlowFilter } from "../../model/flowFilter";
import { stringifySearch } from "../search";

/** Visible rows are asked for again after this time, while the tab is visible. */
const INTERVAL_MS = 2000;
/** A search that was cut short costs the server more. */
const CUT_SHORT_INTERVAL_MS = 10_000;

export interface OpenList {
  readonly list: FlowList;
  readonly state: FlowListState;
  /** The rows on the screen are still those of the filter before. */
  readonly isOld: boolean;
  /** What of the list is visible; whoever draws it keeps this up to date. */
  readonly view: { current: View };
}

/** The list of a filter, kept up to date while it is on display; the same one when one comes back to it. */
export function useFlowList(filter: FlowFilter): OpenList {
  const text = stringifySearch({ ...filter });
  const place = useLocation({ select: ({ state }) => state.__TSR_key ?? "" });
  const wanted = useMemo(() => flowListAt(`${place} ${text}`, filter), [place, text]); // eslint-disable-line react-hooks/exhaustive-deps -- the text stands for the filter
  const wantedState = useStore(wanted.store);
  const [shown, setShown] = useState(wanted);
  const isOld = shown !== wanted && !wantedState.isRead && !wantedState.error;
  if (shown !== wanted && !isOld) setShown(wanted);
  const list = isOld ? shown : wanted;
  const state = useStore(list.store);
  const view = useRef<View>({ first: 0, last: 0, isAtTop: true, isHeld: false });

  const isCutShort = wantedState.searched !== null;
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === "visible") void wanted.refresh(view.current);
    };
    refresh();
    const timer = setInterval(refresh, isCutShort ? CUT_SHORT_INTERVAL_MS : INTERVAL_MS);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [wanted, isCutShort]);

  // A flow may end between the read of its row and the confirmed subscription; then it would stay "running".
  const confirmed = useLive(({ rows_confirmed }) => rows_confirmed);
  useEffect(() => {
    if (confirmed > 0) void wanted.refreshAnew(view.current);
  }, [confirmed, wanted]);

  return { list, state, isOld, view };
}
