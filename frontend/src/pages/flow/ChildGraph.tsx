import { Link } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChildFlow } from "../../data/childFlows";
import { useFlowHistory } from "../../data/flowHistory";
import type { Size } from "../../graph/geometry";
import { graphSize } from "../../graph/nested";
import { StepGraph } from "../../graph/StepGraph";
import type { Wire } from "../../graph/wires";
import { childFlowId, type Flow } from "../../model/flow";
import type { Instant } from "../../model/instants";
import { flowLook } from "../../model/look";
import type { Plan } from "../../model/plan";
import { stateAfter, type Replay } from "../../model/replay";
import { StateMark } from "../../ui/StateMark";
import styles from "./FlowGraph.module.css";
import { useIsReplay, usePresent, useShownNow } from "./present";
import { useFlowLooks } from "./useFlowLooks";

const HEAD_HEIGHT = 34;
const LEAST_WIDTH = 300;
/** What a view leaves free around a picture that is fitted into it, and the padding of the frame. */
const ROOM = 60;

/** The room that the plan of a child flow wants inside the card of its step. */
export function childSize(plan: Plan): Size {
  const { width, height } = graphSize([...plan.steps.values()]);
  return { width: Math.max(LEAST_WIDTH, width + ROOM), height: height + ROOM + HEAD_HEIGHT };
}

interface Props {
  readonly parentId: string;
  readonly step: string;
  readonly plan: Plan;
  /** Tokens of the items, each of which has a child flow; none before the step has started. */
  readonly tokens: readonly string[];
  /** Of the whole frame in the card. */
  readonly height: number;
}

/** The child flow of a step in place: its plan, with states as soon as it runs. Of several items, one is chosen. */
export function ChildGraph({ parentId, step, plan, tokens, height }: Props) {
  const { t } = useTranslation();
  const [place, setPlace] = useState(0);
  const token = tokens[place] ?? tokens[0];
  if (token === undefined) return <PlanOnly plan={plan} height={height} />;
  const id = childFlowId(parentId, step, token);
  return (
    <div className={styles.child}>
      {tokens.length > 1 && (
        <select
          aria-label={t("flow.graph.childOfItem")}
          value={place}
          onChange={(event) => setPlace(Number(event.currentTarget.value))}
        >
          {tokens.map((_, item) => (
            <option key={item} value={item}>
              {t("flow.sentence.itemNumber", { number: item + 1 })}
            </option>
          ))}
        </select>
      )}
      <Link to="/flows/$id" params={{ id }}>
        {t("flow.graph.childPage")}
      </Link>
      <LiveChild key={id} id={id} plan={plan} height={height - HEAD_HEIGHT} />
    </div>
  );
}

interface LiveProps {
  readonly id: string;
  readonly plan: Plan;
  readonly height: number;
}

function LiveChild({ id, plan, height }: LiveProps) {
  const live = useChildFlow(id);
  const isReplay = useIsReplay();
  const moment = useShownNow(false);
  const { replay } = useFlowHistory(id, live?.next_sequence ?? 0, isReplay && live !== null);
  const flow = isReplay ? stateAt(replay, moment) : live;
  if (!flow) return <PlanOnly plan={plan} height={height} />;
  return (
    <>
      <StateMark look={flowLook(flow)} />
      <KnownChild flow={flow} height={height} />
    </>
  );
}

function KnownChild({ flow, height }: { readonly flow: Flow; readonly height: number }) {
  const { t } = useTranslation();
  const present = usePresent(flow.status === "active");
  const steps = useMemo(() => [...flow.plan.steps.values()], [flow.plan]);
  const looks = useFlowLooks(flow, present, NO_INSETS);
  const { attributes } = flow;
  const wireLook = useCallback(
    ({ attribute, from }: Wire) =>
      attributes.get(attribute)?.some(({ step }) => step === from) ? "arrived" : "pending",
    [attributes],
  );
  return (
    <div className={styles.childGraph} style={{ height }}>
      <StepGraph
        nested
        label={t("flow.graph.childLabel", { id: flow.id })}
        layoutKey={flow.id}
        steps={steps}
        looks={looks}
        wireLook={wireLook}
      />
    </div>
  );
}

const NO_INSETS = new Map<string, never>();

function PlanOnly({ plan, height }: { readonly plan: Plan; readonly height: number }) {
  const { t } = useTranslation();
  const steps = useMemo(() => [...plan.steps.values()], [plan]);
  return (
    <div className={styles.childGraph} style={{ height }}>
      <StepGraph nested label={t("flow.graph.childPlan")} layoutKey="plan" steps={steps} />
    </div>
  );
}

/** The state of a child at an instant of its parent's history. */
function stateAt(replay: Replay, instant: Instant): Flow | null {
  const { events } = replay;
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.timestamp ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return stateAfter(replay, low - 1);
}
