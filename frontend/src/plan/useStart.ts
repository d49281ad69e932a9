import { useMutation } from "@tanstack/react-query";
import { startTransition, useEffect, useEffectEvent, useState } from "react";
import { readTexts } from "../model/event";
import { startFlow, useNodeHealth } from "../data/queries";
import { Refusal } from "../data/rest";
import { normaliseId } from "../editor/draft/ids";
import { readProblems } from "../model/problem";
import type { StartRequest } from "../model/startAs";
import { labelsOf, type LabelRow } from "./LabelFields";
import type { PlanMode } from "./usePlanMode";

/** Why one cannot start now. */
export type Obstacle =
  | { readonly kind: "noGoal" | "noPlan" | "noId" | "noLeader" }
  | { readonly kind: "goneGoal" | "missing" | "wrong"; readonly names: readonly string[] };

export interface Start {
  readonly id: string;
  readonly setId: (id: string) => void;
  readonly labels: readonly LabelRow[];
  readonly setLabels: (labels: readonly LabelRow[]) => void;
  /** What would be sent now. */
  readonly request: StartRequest;
  readonly obstacles: readonly Obstacle[];
  /** Starts, unless there are obstacles or a start is under way. */
  readonly start: () => void;
  readonly isPending: boolean;
  /** Why the last try did not start; null before and while trying. */
  readonly error: Error | null;
  /** What the server said of the id. */
  readonly idRefusal: string | undefined;
  /** What the server said of attributes, by name. */
  readonly refusals: ReadonlyMap<string, string>;
}

/** The start of a flow from what plan mode holds. `suggestedId` counts until an id is typed. */
export function useStart(
  mode: PlanMode,
  suggestedId: string,
  givenLabels: readonly LabelRow[],
  onStarted: (flowId: string) => void,
): Start {
  const [typedId, setId] = useState<string | null>(null);
  const [labels, setLabels] = useState(givenLabels);
  const [asked, setAsked] = useState(0);
  const hasNoLeader = useNodeHealth().data?.leader_id === "";
  const mutation = useMutation({ mutationFn: startFlow, onSuccess: onStarted });
  const id = typedId ?? suggestedId;
  const request: StartRequest = {
    id: normaliseId(id),
    goals: mode.goals,
    init: mode.init,
    labels: labelsOf(labels),
  };
  const obstacles = obstaclesOf(mode, request.id, hasNoLeader);
  const { error, isPending } = mutation;
  const startNow = useEffectEvent(() => {
    if (obstacles.length === 0 && !isPending) mutation.mutate(request);
  });
  useEffect(() => {
    if (asked > 0) startNow();
  }, [asked]);
  const refusal = error instanceof Refusal ? error : null;
  return {
    id,
    setId: (next) => {
      if (refusal?.status === 409) mutation.reset();
      setId(next);
    },
    labels,
    setLabels,
    request,
    obstacles,
    // What was typed last may still be on its way; the wish goes the same way and so comes after it.
    start: () => startTransition(() => setAsked((times) => times + 1)),
    isPending,
    error,
    idRefusal: refusal?.status === 409 ? refusal.message : undefined,
    refusals: refusal ? fieldRefusals(refusal) : NO_REFUSALS,
  };
}

const NO_REFUSALS: ReadonlyMap<string, string> = new Map();

/** Only `details` tell a place; the text is for people, and nobody reads places out of it. */
function fieldRefusals(refusal: Refusal): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  for (const { path, message } of readProblems(refusal.body["details"])) {
    const [first, name] = readTexts(path);
    if (first === "init" && name !== undefined) byName.set(name, message);
  }
  return byName;
}

function obstaclesOf(mode: PlanMode, id: string, hasNoLeader: boolean): readonly Obstacle[] {
  const { goals, catalog, plan, inputs, problems } = mode;
  if (goals.length === 0) return [{ kind: "noGoal" }];
  const gone = catalog.steps.size > 0 ? goals.filter((goal) => !catalog.steps.has(goal)) : [];
  const missing = inputs.filter(({ group }) => group === "missing").map(({ name }) => name);
  // A typed value that is wrong is told as that, and not as missing besides.
  const absent = missing.filter((name) => !problems.has(name));
  return [
    ...(gone.length > 0 ? [{ kind: "goneGoal" as const, names: gone }] : []),
    ...(gone.length === 0 && (!plan || mode.error) ? [{ kind: "noPlan" as const }] : []),
    ...(absent.length > 0 ? [{ kind: "missing" as const, names: absent }] : []),
    ...(problems.size > 0 ? [{ kind: "wrong" as const, names: [...problems.keys()] }] : []),
    ...(id === "" ? [{ kind: "noId" as const }] : []),
    ...(hasNoLeader ? [{ kind: "noLeader" as const }] : []),
  ];
}
