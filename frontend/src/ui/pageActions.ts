import { useEffect, useId, useMemo } from "react";
import { create } from "zustand";
import { useKeys } from "./useKeys";

/** Something that the page on display can do now: it stands in the palette, and with its key in the help. */
export interface PageAction {
  /** Unique on its page. */
  readonly id: string;
  /** As a command: "Start a flow with this goal". */
  readonly label: string;
  /** One key, or a sequence of two (`g h`), as `useKeys` takes it; or only for show, such as `Ctrl S`. */
  readonly keys?: string;
  /** Without it the keys work elsewhere (in the graph, in an editor), and only the help tells them. */
  readonly act?: () => void;
}

interface PageActions {
  readonly bySource: ReadonlyMap<string, readonly PageAction[]>;
}

const usePageActionStore = create<PageActions>(() => ({ bySource: new Map() }));

/**
 * Offers actions while the component is on display, and binds the keys of those that have `act`.
 * `actions` must keep its identity.
 */
export function usePageActions(actions: readonly PageAction[]): void {
  const source = useId();
  useEffect(() => {
    change((bySource) => bySource.set(source, actions));
    return () => change((bySource) => bySource.delete(source));
  }, [source, actions]);
  const keys = useMemo(
    () =>
      Object.fromEntries(
        actions.flatMap(({ keys: key, act }) => (key && act && isPlain(key) ? [[key, act] as const] : [])),
      ),
    [actions],
  );
  useKeys(keys);
}

/** All that can be done now, in the order in which the parts of the page came. */
export function useOfferedActions(): readonly PageAction[] {
  const bySource = usePageActionStore((state) => state.bySource);
  return useMemo(() => [...bySource.values()].flat(), [bySource]);
}

function change(alter: (bySource: Map<string, readonly PageAction[]>) => unknown): void {
  usePageActionStore.setState(({ bySource }) => {
    const altered = new Map(bySource);
    alter(altered);
    return { bySource: altered };
  });
}

/** Keys with a modifier are bound by whoever has the focus. */
function isPlain(keys: string): boolean {
  return !/\b(Ctrl|Alt|Shift) /.test(keys);
}
