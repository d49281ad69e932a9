import { Switch } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CardLook } from "../../graph/look";
import { StepGraph, type GraphHandle } from "../../graph/StepGraph";
import type { Wire } from "../../graph/wires";
import type { Flow } from "../../model/flow";
import { ChildGraph, childSize } from "./ChildGraph";
import styles from "./FlowGraph.module.css";
import { usePresent } from "./present";
import { useFlowLooks } from "./useFlowLooks";

interface Props {
  readonly flow: Flow;
  readonly selected: string | undefined;
  readonly lit: string | null;
  readonly onSelect: (step: string | null) => void;
  readonly onOpen: (step: string) => void;
  readonly onSelectAttribute: (attribute: string) => void;
  readonly openChildren: OpenChildren;
  readonly onOpenChildren: (children: OpenChildren) => void;
}

/** The steps whose child flows are shown in place. */
export interface OpenChildren {
  readonly steps: ReadonlySet<string>;
  /** The one that was opened last, as long as it is open. */
  readonly last: string | null;
}

export const NO_CHILDREN: OpenChildren = { steps: new Set(), last: null };

/** The plan of a flow as cards with their states and values, live or as it was at a moment. */
export function FlowGraph(props: Props) {
  const { flow, selected, lit, onSelect, onOpen, onSelectAttribute, openChildren, onOpenChildren } = props;
  const { steps: opened } = openChildren;
  const { t } = useTranslation();
  const graph = useRef<GraphHandle>(null);
  const [isFollowing, setFollowing] = useState(true);
  const present = usePresent(flow.status === "active");
  const steps = useMemo(() => [...flow.plan.steps.values()], [flow.plan]);
  const insets = useChildInsets(flow, opened);
  const looks = useFlowLooks(flow, present, insets);
  const { attributes, executions } = flow;
  const wireLook = useCallback(
    ({ attribute, from }: Wire) =>
      attributes.get(attribute)?.some(({ step }) => step === from) ? "arrived" : "pending",
    [attributes],
  );
  const chosen = useMemo(() => new Set(selected === undefined ? [] : [selected]), [selected]);

  const front = useMemo(() => frontOf(executions), [executions]);
  useEffect(() => {
    if (isFollowing && front !== null && steps.length > MANY_STEPS) graph.current?.reveal(front);
  }, [front, isFollowing, steps]);
  useEffect(() => {
    if (selected !== undefined) graph.current?.reveal(selected);
  }, [selected]);

  const open = (id: string) => {
    if (flow.plan.steps.get(id)?.type !== "flow") return onOpen(id);
    onOpenChildren({ steps: toggled(opened, id), last: opened.has(id) ? null : id });
  };
  return (
    <div
      className={styles.graph}
      // Whoever moves the view wants it to stay there.
      onWheelCapture={() => setFollowing(false)}
      onPointerDownCapture={(event) => {
        if (!(event.target as Element).closest("label, button")) setFollowing(false);
      }}
    >
      <StepGraph
        ref={graph}
        label={t("flow.graph.label")}
        // A card with a child flow in it is larger, so the picture is another one.
        layoutKey={[flow.id, ...opened].join(" ")}
        opensOn={openChildren.last}
        steps={steps}
        looks={looks}
        wireLook={wireLook}
        selected={chosen}
        onSelect={onSelect}
        onOpen={open}
        lit={lit}
        onSelectAttribute={onSelectAttribute}
      />
      {flow.status === "active" && steps.length > MANY_STEPS && (
        <Switch
          className={styles.follow}
          size="xs"
          label={t("flow.graph.follow")}
          checked={isFollowing}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

/** So many cards fit into a view: following moves nothing. */
const MANY_STEPS = 8;

/** The step that started last. */
function frontOf(executions: Flow["executions"]): string | null {
  let front: string | null = null;
  let latest = -1;
  for (const [id, { status, started_at }] of executions) {
    if (status === "active" && (started_at ?? 0) > latest) [front, latest] = [id, started_at ?? 0];
  }
  return front;
}

/** The frames of the child flows that are open in place; each keeps its identity while it says the same. */
function useChildInsets(flow: Flow, opened: ReadonlySet<string>) {
  const { id, plan } = flow;
  const tokensByStep = [...opened]
    .map((step) => [step, [...(flow.executions.get(step)?.work_items.index.keys() ?? [])].join(" ")] as const)
    .map((pair) => pair.join("\n"))
    .join("\n\n");
  return useMemo(() => {
    const insets = new Map<string, NonNullable<CardLook["inset"]>>();
    for (const entry of tokensByStep === "" ? [] : tokensByStep.split("\n\n")) {
      const [step = "", joined = ""] = entry.split("\n");
      const child = plan.children.get(step);
      if (!child) continue;
      const tokens = joined === "" ? [] : joined.split(" ");
      const size = childSize(child);
      const content = (
        <ChildGraph parentId={id} step={step} plan={child} tokens={tokens} height={size.height} />
      );
      insets.set(step, { ...size, content });
    }
    return insets;
  }, [id, plan, tokensByStep]);
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
