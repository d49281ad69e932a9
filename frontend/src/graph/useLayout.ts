import { useCallback, useEffect, useState } from "react";
import type { Positions, Routes } from "./geometry";
import type { Arranged } from "./grouping";
import { firstLayout, withAnswer, withScene, workerLayout, type LayoutState } from "./layoutState";
import type { Scene } from "./scene";

/** Layouts of the pictures seen last, so that coming back to one shows it as it was left. */
const remembered = new Map<string, LayoutState>();
const MOST_REMEMBERED = 8;

export interface Layout {
  readonly positions: Positions;
  readonly routes: Routes;
  readonly isFinal: boolean;
  /** Whether a better layout is ready that the user may take. */
  readonly isOffered: boolean;
  /** Takes the offered layout. */
  readonly accept: () => void;
  /** Lays out anew, whatever the places are now. */
  readonly tidy: () => void;
  readonly moveTo: (positions: Positions) => void;
}

interface Options {
  readonly scene: Scene;
  readonly layoutKey: string;
  readonly given: Positions | null;
  /** Whether the user has moved the view since the picture was opened. */
  readonly isViewMoved: () => boolean;
  /** Small pictures inside others are laid out on the spot. */
  readonly isSimple: boolean;
  /** A layout was made on demand: its places are the user's own act. */
  readonly onTidied: (positions: Positions, before: Positions) => void;
}

/** The places of the cards over the life of a picture. */
export function useLayout({ scene, layoutKey, given, isViewMoved, isSimple, onTidied }: Options): Layout {
  const [state, setState] = useState<LayoutState>(
    () => remembered.get(layoutKey) ?? firstLayout(layoutKey, scene, given),
  );
  const [tidied, setTidied] = useState(0);
  let current = state;
  if (state.key !== layoutKey) current = remembered.get(layoutKey) ?? firstLayout(layoutKey, scene, given);
  if (current.scene !== scene) current = withScene(current, scene);
  if (current !== state) setState(current);

  useEffect(() => {
    remembered.delete(current.key);
    remembered.set(current.key, current);
    for (const key of remembered.keys()) {
      if (remembered.size <= MOST_REMEMBERED) break;
      remembered.delete(key);
    }
  }, [current]);

  const isWanted = !isSimple && (current.origin === "simple" || tidied > 0);
  useEffect(() => {
    if (!isWanted) return;
    const isOnDemand = tidied > 0;
    const before = current.positions;
    let isCurrent = true;
    const answered = (answer: Arranged) => {
      if (!isCurrent) return;
      setTidied(0);
      setState((last) =>
        last.key === layoutKey ? withAnswer(last, answer, !isOnDemand && isViewMoved()) : last,
      );
      if (isOnDemand) onTidied(answer.positions, before);
    };
    const failed = () => {
      if (!isCurrent) return;
      // The simple layout stays, which is a whole one.
      setTidied(0);
      setState((last) => ({ ...last, origin: "final" }));
    };
    let stop = () => undefined as void;
    const arrangeAll = async () => {
      // The worker and its code are loaded only where a picture wants them.
      const { startLayoutWorker } = await import("./elk");
      if (!isCurrent) return;
      const worker = startLayoutWorker(scene);
      stop = worker.stop;
      answered(await workerLayout(scene, worker.arrange));
    };
    arrangeAll().catch(failed);
    return () => {
      isCurrent = false;
      stop();
    };
    // A scene that changes while the worker is at it does not start it anew: `withAnswer` places who is new.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [layoutKey, isWanted, tidied]);

  const accept = useCallback(
    () => setState((last) => (last.offered ? { ...last, ...last.offered, offered: null } : last)),
    [],
  );
  const tidy = useCallback(() => setTidied((count) => count + 1), []);
  const moveTo = useCallback(
    (positions: Positions) => setState((last) => ({ ...last, positions, origin: "given", offered: null })),
    [],
  );
  return {
    positions: current.positions,
    routes: current.routes,
    isFinal: current.origin !== "simple",
    isOffered: current.offered !== null,
    accept,
    tidy,
    moveTo,
  };
}
