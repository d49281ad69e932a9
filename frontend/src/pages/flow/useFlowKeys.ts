import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { nextFailure } from "../../model/failures";
import type { Flow } from "../../model/flow";
import { itemByName } from "../../model/itemNumber";
import { isFailure, isStepLevel, nearest, type Replay } from "../../model/replay";
import { usePageActions, type PageAction } from "../../ui/pageActions";
import { keptSearch, TABS, type FlowSearch } from "./flowSearch";

const route = getRouteApi("/flows/$id");

/** What the page of a flow can do by keys and from the palette (`ui.md`, sections 14 and 18). */
export function useFlowKeys(flow: Flow, replay: Replay): void {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  // Keys read what is shown when they are pressed; the list of actions itself stays the same.
  const shown = useRef({ flow, replay, search });
  useEffect(() => {
    shown.current = { flow, replay, search };
  }, [flow, replay, search]);

  const actions = useMemo<readonly PageAction[]>(() => {
    const go = (change: FlowSearch) =>
      void navigate({
        search: (before) => ({ ...keptSearch(before), ...change }),
        replace: true,
        resetScroll: false,
      });
    const goTo = (at: number | null) => {
      if (at !== null)
        void navigate({ search: (before) => ({ ...before, at }), replace: true, resetScroll: false });
    };
    const step = (direction: 1 | -1, fits: Parameters<typeof nearest>[3]) => {
      const { flow, replay, search } = shown.current;
      if (search.at === undefined) goTo(direction < 0 ? flow.next_sequence - 1 : null);
      else goTo(nearest(replay.events, search.at, direction, fits));
    };
    const any = () => true;
    return [
      ...TABS.map((tab, place) => ({
        id: `tab-${tab}`,
        label: t("flow.keys.tab", { tab: t(`flow.tabs.${tab}`) }),
        keys: String(place + 1),
        act: () => go({ tab: tab === "overview" ? undefined : tab }),
      })),
      {
        id: "failure",
        label: t("flow.keys.failure"),
        keys: "x",
        act: () => {
          const { flow, replay, search } = shown.current;
          if (search.at !== undefined) return goTo(nearest(replay.events, search.at, 1, isFailure));
          const execution = flow.executions.get(search.step ?? "");
          const item = execution && search.item ? itemByName(execution, search.item) : undefined;
          const next = nextFailure(flow, search.step, item?.place ?? null);
          if (!next) return;
          go({
            step: next.step,
            item: next.place === null ? undefined : String(next.place + 1),
            tab: next.place === null ? undefined : "items",
          });
        },
      },
      {
        id: "replay",
        label: t("flow.keys.replay"),
        keys: "r",
        act: () => {
          const { flow, search } = shown.current;
          go({ at: search.at === undefined ? flow.next_sequence - 1 : undefined });
        },
      },
      { id: "live", label: t("flow.keys.live"), keys: "l", act: () => go({ at: undefined }) },
      { id: "back", label: t("flow.keys.back"), keys: ",", act: () => step(-1, any) },
      { id: "forth", label: t("flow.keys.forth"), keys: ".", act: () => step(1, any) },
      // With Shift; where the keyboard has other signs above comma and point, those.
      { id: "stepBack", label: t("flow.keys.stepBack"), keys: "<", act: () => step(-1, isStepLevel) },
      { id: "stepForth", label: t("flow.keys.stepForth"), keys: ">", act: () => step(1, isStepLevel) },
      {
        id: "again",
        label: t("flow.keys.again"),
        keys: "a",
        act: () => void navigate({ to: "/flows/new", search: { from: shown.current.flow.id } as never }),
      },
    ];
  }, [navigate, t]);
  usePageActions(actions);
}
