import { useNavigate } from "@tanstack/react-router";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { FlowRow } from "../../model/flowRow";
import { usePageActions } from "../../ui/pageActions";
import type { Selection } from "./useSelection";

const PAGE_ROWS = 10;

interface Asked {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly rows: readonly FlowRow[];
  /** Place of the row in the order of Tab. */
  readonly current: number;
  readonly setCurrent: (id: string) => void;
  readonly selection: Selection;
  readonly virtualizer: Pick<Virtualizer<HTMLDivElement, Element>, "scrollToIndex">;
}

/** Walking, opening and choosing rows with the keyboard and the pointer (`ui.md`, section 18). */
export function useRowKeys({ box, rows, current, setCurrent, selection, virtualizer }: Asked) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wanted = useRef<number | null>(null);

  // The row that shall have the focus may have to be drawn first.
  useEffect(() => {
    if (wanted.current === null) return;
    const line = box.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`);
    if (!line) return;
    wanted.current = null;
    line.focus({ preventScroll: true });
  });

  const walkTo = (place: number): FlowRow | undefined => {
    const row = rows[Math.min(Math.max(place, 0), rows.length - 1)];
    if (!row) return undefined;
    const index = rows.indexOf(row);
    wanted.current = index;
    virtualizer.scrollToIndex(index);
    setCurrent(row.id);
    return row;
  };
  const open = (row: FlowRow, isApart: boolean) => {
    const target = { to: "/flows/$id", params: { id: row.id } } as const;
    if (isApart) window.open(`/flows/${encodeURIComponent(row.id)}`, "_blank", "noopener");
    else void navigate(target);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const line = (event.target as Element).closest("[data-place]");
    const row = line ? rows[Number(line.getAttribute("data-place"))] : undefined;
    if (!row || event.altKey) return;
    const hasModifier = event.ctrlKey || event.metaKey;
    if (hasModifier && event.key.toLowerCase() !== "a" && event.key !== "Enter") return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      const next = walkTo(current + step);
      if (event.shiftKey && next) {
        if (!selection.ids.has(row.id)) selection.toggle(row.id);
        selection.extendTo(next.id);
      }
    } else if (event.key === "Home") walkTo(0);
    else if (event.key === "End") walkTo(rows.length - 1);
    else if (event.key === "Enter") open(row, hasModifier);
    else if (event.key === " " && event.shiftKey) selection.extendTo(row.id);
    else if (event.key === " ") selection.toggle(row.id);
    else if (hasModifier) selection.selectAll();
    else if (event.key === "Escape" && selection.ids.size > 0) selection.clear();
    else return;
    event.preventDefault();
  };

  const rowAt = (event: MouseEvent): FlowRow | undefined => {
    const line = (event.target as Element).closest("[data-place]");
    return line ? rows[Number(line.getAttribute("data-place"))] : undefined;
  };
  const onClick = (event: MouseEvent) => {
    const row = rowAt(event);
    if (!row || event.defaultPrevented) return;
    setCurrent(row.id);
    if ((event.target as Element).closest("label")) {
      event.preventDefault();
      if (event.shiftKey) selection.extendTo(row.id);
      else selection.toggle(row.id);
    } else if (!(event.target as Element).closest("a") && !hasMarkedText()) {
      open(row, event.ctrlKey || event.metaKey);
    }
  };
  const onAuxClick = (event: MouseEvent) => {
    const row = rowAt(event);
    if (event.button === 1 && row && !(event.target as Element).closest("a, label")) open(row, true);
  };

  const enter = useRef((step: number) => void step);
  useEffect(() => {
    enter.current = (step) => {
      const isInside = box.current?.contains(document.activeElement) ?? false;
      walkTo(isInside ? current + step : current);
    };
  });
  const actions = useMemo(
    () => [
      { id: "next", label: t("flows.keys.next"), keys: "j", act: () => enter.current(1) },
      { id: "previous", label: t("flows.keys.previous"), keys: "k", act: () => enter.current(-1) },
      { id: "open", label: t("flows.keys.open"), keys: "Enter" },
      { id: "choose", label: t("flows.keys.choose"), keys: "Space" },
      { id: "all", label: t("flows.keys.all"), keys: "Ctrl A" },
    ],
    [t],
  );
  usePageActions(actions);

  return { onKeyDown, onClick, onAuxClick };
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  j: 1,
  J: 1,
  k: -1,
  K: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
};

/** Who marks text in a row wants to copy it, not to leave the page. */
function hasMarkedText(): boolean {
  return (getSelection()?.toString() ?? "") !== "";
}
