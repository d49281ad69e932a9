import { useCallback, useMemo, useState } from "react";
import type { FlowList } from "../../data/flowList";

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  /** Everything from the row that was chosen last to this one. */
  readonly extendTo: (id: string) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** The chosen rows of a list. They are kept with the list, so that they are there when one comes back. */
export function useSelection(list: FlowList): Selection {
  const [chosen, setChosen] = useState({ list, ids: list.memory.selected, anchor: null as string | null });
  if (chosen.list !== list) setChosen({ list, ids: list.memory.selected, anchor: null });
  const choose = useCallback(
    (ids: ReadonlySet<string>, anchor: string | null) => {
      list.remember({ selected: ids });
      setChosen({ list, ids, anchor });
    },
    [list],
  );
  return useMemo(() => {
    const { ids, anchor } = chosen;
    const toggle = (id: string) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      choose(next, id);
    };
    return {
      ids,
      toggle,
      extendTo: (id) => {
        const rows = list.store.getState().rows.map((row) => row.id);
        const [from, to] = [rows.indexOf(anchor ?? id), rows.indexOf(id)];
        if (from < 0 || to < 0) return toggle(id);
        choose(new Set([...ids, ...rows.slice(Math.min(from, to), Math.max(from, to) + 1)]), anchor ?? id);
      },
      selectAll: () => choose(new Set(list.store.getState().rows.map(({ id }) => id)), anchor),
      clear: () => choose(new Set(), null),
    };
  }, [chosen, choose, list]);
}
