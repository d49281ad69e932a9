import { useEffect, useRef, useState } from "react";

/** What became of one flow of several that are worked off. */
export interface Outcome<T> {
  readonly id: string;
  readonly value?: T;
  readonly error?: Error;
}

interface Progress<T> {
  readonly outcomes: readonly Outcome<T>[];
  readonly total: number;
  readonly isRunning: boolean;
}

/** Does one thing after the other, with progress; a failure of one does not keep the others from it. */
export function useOneByOne<T>() {
  const [progress, setProgress] = useState<Progress<T>>({ outcomes: [], total: 0, isRunning: false });
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);

  const run = async (
    ids: readonly string[],
    act: (id: string, signal: AbortSignal) => Promise<T>,
  ): Promise<readonly Outcome<T>[]> => {
    const { signal } = (stopper.current = new AbortController());
    const outcomes: Outcome<T>[] = [];
    setProgress({ outcomes, total: ids.length, isRunning: true });
    for (const id of ids) {
      if (signal.aborted) break;
      try {
        outcomes.push({ id, value: await act(id, signal) });
      } catch (error) {
        if (!signal.aborted) outcomes.push({ id, error: error as Error });
      }
      setProgress({ outcomes: [...outcomes], total: ids.length, isRunning: true });
    }
    setProgress({ outcomes, total: ids.length, isRunning: false });
    return outcomes;
  };
  return { ...progress, run, stop: () => stopper.current?.abort() };
}
