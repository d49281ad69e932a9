import { lazy, Suspense } from "react";
import { Loading } from "../../ui/Loading";
import type { CodeEditorProps } from "./CodeEditor";
import type { DiffViewProps } from "./DiffView";

const LazyEditor = lazy(async () => ({ default: (await import("./CodeEditor")).CodeEditor }));
const LazyDiff = lazy(async () => ({ default: (await import("./DiffView")).DiffView }));

/** A code field; what it is made of is loaded when the first one is shown. */
export function Code(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Loading awaited="server" rows={props.isSmall ? 1 : 4} />}>
      <LazyEditor {...props} />
    </Suspense>
  );
}

/** The differences of two texts; loaded when the first ones are shown. */
export function Differences(props: DiffViewProps) {
  const { before, after, beforeLabel, afterLabel } = props;
  return (
    <Suspense fallback={<Loading awaited="server" rows={4} />}>
      <LazyDiff before={before} after={after} beforeLabel={beforeLabel} afterLabel={afterLabel} />
    </Suspense>
  );
}
