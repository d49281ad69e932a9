import { useNavigate } from "@tanstack/react-router";
import { useMemo, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { GraphHandle } from "../../graph/StepGraph";
import { usePageActions, type PageAction } from "../../ui/pageActions";
import type { CatalogActs } from "./catalogActs";
import type { CatalogSearch, View } from "./catalogSearch";
import type { CatalogAddress } from "./useCatalogAddress";

const ZOOM_STEP = 1.3;

interface Parts {
  readonly address: CatalogAddress;
  readonly graph: RefObject<GraphHandle | null>;
  readonly view: View;
  readonly acts: CatalogActs;
}

/** The keys of the catalog page (`ui.md`, section 18). They act on the card with the focus, else on the selection. */
export function useCatalogKeys({ address, graph, view, acts }: Parts) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search, selection, change } = address;
  const { steps } = selection;
  const goals = search.goal;
  const { toggleGoal } = acts;
  const actions = useMemo<readonly PageAction[]>(() => {
    const withOne = (act: (id: string) => void) => () => {
      const id = focusedCard() ?? (steps.size === 1 ? [...steps][0] : undefined);
      if (id !== undefined) act(id);
    };
    const keep = (last: CatalogSearch) => ({ ...last, select: undefined });
    const shownOnlyInHelp: readonly PageAction[] = [
      { id: "walk", label: t("catalog.keys.walk"), keys: "← → ↑ ↓" },
      { id: "inspect", label: t("catalog.keys.inspect"), keys: "Enter" },
      { id: "goal", label: t("catalog.keys.goal"), keys: "Space" },
      { id: "move", label: t("catalog.keys.move"), keys: "m" },
      { id: "rows", label: t("catalog.keys.rows"), keys: "u" },
    ];
    return [
      {
        id: "edit",
        label: t("catalog.keys.edit"),
        keys: "e",
        act: withOne((id) => void navigate({ to: "/catalog/steps/$id/edit", params: { id }, search: keep })),
      },
      {
        id: "new",
        label: t("catalog.keys.new"),
        keys: "n",
        act: () => void navigate({ to: "/catalog/new", search: keep }),
      },
      {
        id: "plan",
        label: t("catalog.keys.plan"),
        keys: "p",
        act: () => {
          if (goals) change({ goal: undefined, init: undefined }, true);
          else withOne(toggleGoal)();
        },
      },
      {
        id: "outline",
        label: t("catalog.keys.outline"),
        keys: "o",
        act: () => change({ view: view === "outline" ? "graph" : "outline" }, true),
      },
      {
        id: "around",
        label: t("catalog.keys.around"),
        keys: "s",
        act: withOne((id) => acts.addToScope("step", id)),
      },
      {
        id: "delete",
        label: t("catalog.keys.delete"),
        keys: "Delete",
        act: () => {
          const card = focusedCard();
          const ids = card !== null && !steps.has(card) ? [card] : [...steps];
          if (ids.length > 0) acts.askToDelete(ids);
        },
      },
      ...(view === "graph"
        ? ([
            { id: "fit", label: t("catalog.keys.fit"), keys: "0", act: () => graph.current?.fit() },
            { id: "in", label: t("catalog.keys.in"), keys: "+", act: () => graph.current?.zoomBy(ZOOM_STEP) },
            {
              id: "out",
              label: t("catalog.keys.out"),
              keys: "-",
              act: () => graph.current?.zoomBy(1 / ZOOM_STEP),
            },
            { id: "tidy", label: t("catalog.keys.tidy"), act: () => graph.current?.tidy() },
            ...shownOnlyInHelp,
          ] as const)
        : []),
    ];
  }, [t, navigate, steps, goals, view, change, toggleGoal, acts, graph]);
  usePageActions(actions);

  const onKeyDown = (event: KeyboardEvent) => {
    const card = focusedCard();
    if (event.key !== " " || card === null) return;
    event.preventDefault();
    toggleGoal(card);
  };
  return { onKeyDown };
}

/** Step of the card that has the focus; null when it is elsewhere or on a collapsed group. */
function focusedCard(): string | null {
  const id = document.activeElement?.closest<HTMLElement>("[data-card]")?.dataset["card"];
  return id === undefined || id.includes(":") ? null : id;
}
