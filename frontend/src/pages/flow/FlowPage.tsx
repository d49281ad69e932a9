import { useThrottledValue } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFlowHistory } from "../../data/flowHistory";
import { useOpenFlow } from "../../data/live";
import type { Size } from "../../graph/geometry";
import { graphSize, NESTED_ZOOM } from "../../graph/nested";
import type { Flow } from "../../model/flow";
import { flowLook } from "../../model/look";
import type { Plan } from "../../model/plan";
import { stateAfter, type Replay } from "../../model/replay";
import { Boundary } from "../../ui/Boundary";
import { CopyText } from "../../ui/CopyText";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle, useTabIcon } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { FlowActions } from "./FlowActions";
import { FlowAnnouncer } from "./FlowAnnouncer";
import { FlowGraph, NO_CHILDREN, type OpenChildren } from "./FlowGraph";
import { FlowHeader } from "./FlowHeader";
import { FlowPanel } from "./FlowPanel";
import { FlowSplit } from "./FlowSplit";
import { PresentProvider } from "./present";
import { ReplayBar, ReplayFrame } from "./ReplayBar";
import { keptSearch } from "./flowSearch";
import { useFlowKeys } from "./useFlowKeys";

const route = getRouteApi("/flows/$id");

/** One flow, live or as it was at a moment: how it stands, what ran, with which values. */
export function FlowPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const open = useOpenFlow(id);
  const flow = open?.value ?? null;
  const look = flow && flowLook(flow);
  usePageTitle(look ? `${id} ${t(`words.look.${look}`)}` : id, t("flows.title"));
  useTabIcon(look);
  return (
    <>
      <div className={pageStyles.actions}>
        <h1>{id}</h1>
        <CopyText text={id} what={id} />
        {flow && <FlowActions id={id} />}
      </div>
      {!open && <Loading awaited="connection" />}
      {open && !flow && (
        <Notice title={t("flow.missing")}>
          <p>{t("flow.missingText", { id })}</p>
        </Notice>
      )}
      {flow && <KnownFlow key={id} flow={flow} />}
    </>
  );
}

/** The history of a busy flow grows no more often than this. */
const FOLLOW_MS = 1000;

function KnownFlow({ flow }: { readonly flow: Flow }) {
  const { at, tab } = route.useSearch();
  const isReplay = at !== undefined;
  const upTo = useThrottledValue(flow.next_sequence, FOLLOW_MS);
  const needsHistory = isReplay || tab === "timeline";
  const history = useFlowHistory(flow.id, upTo, needsHistory);
  const { replay } = history;
  useFlowKeys(flow, replay);
  // Kept here, so that it outlives the reading of the history.
  const [children, setChildren] = useState<OpenChildren>(NO_CHILDREN);
  const past = useMemo(() => (at === undefined ? null : stateAfter(replay, at)), [replay, at]);
  const shown = isReplay ? past : flow;
  return (
    <PresentProvider moment={isReplay ? (replay.events[at]?.timestamp ?? 0) : null}>
      {!isReplay && <FlowAnnouncer flow={flow} />}
      <ReplayFrame isOn={isReplay}>
        {isReplay && <ReplayBar flow={flow} replay={replay} at={at} isComplete={history.isComplete} />}
        {shown && (
          <ShownFlow flow={shown} replay={replay} openChildren={children} onOpenChildren={setChildren} />
        )}
        {isReplay && !past && <NoPast at={at} total={replay.events.length} history={history} />}
      </ReplayFrame>
    </PresentProvider>
  );
}

interface NoPastProps {
  readonly at: number;
  /** Events that have been read. */
  readonly total: number;
  readonly history: ReturnType<typeof useFlowHistory>;
}

/** Why the moment cannot be shown: it is being read, could not be read, or has not come yet. */
function NoPast({ at, total, history }: NoPastProps) {
  const { t } = useTranslation();
  if (history.error) {
    return <ReadProblem what={t("flow.events.what")} error={history.error} onTryAgain={history.tryAgain} />;
  }
  if (!history.isComplete) return <Loading awaited="server" />;
  return (
    <Notice title={t("flow.replay.notYet", { at })}>
      <p>{t("flow.replay.notYetText", { total })}</p>
    </Notice>
  );
}

interface ShownProps {
  readonly flow: Flow;
  readonly replay: Replay;
  readonly openChildren: OpenChildren;
  readonly onOpenChildren: (children: OpenChildren) => void;
}

function ShownFlow({ flow, replay, openChildren, onOpenChildren }: ShownProps) {
  const { step } = route.useSearch();
  const navigate = route.useNavigate();
  const [lit, setLit] = useState<string | null>(null);
  const picture = useMemo(() => pictureSize(flow.plan), [flow.plan]);
  const select = (id: string | null, openItems = false) =>
    void navigate({
      search: (before) => ({
        ...keptSearch(before),
        step: id ?? undefined,
        item: undefined,
        ...(openItems ? { tab: "items" as const } : {}),
      }),
      replace: true,
      resetScroll: false,
    });
  const showAttribute = (attribute: string) => {
    setLit(attribute);
    void navigate({
      search: (before) => ({ ...keptSearch(before), tab: "values" as const, step: undefined, q: attribute }),
      replace: true,
      resetScroll: false,
    });
  };
  return (
    <>
      <Boundary>
        <FlowHeader flow={flow} />
      </Boundary>
      <FlowSplit
        picture={picture}
        graph={
          <Boundary>
            <FlowGraph
              flow={flow}
              selected={step}
              lit={lit}
              onSelect={(id) => select(id)}
              onOpen={(id) => select(id, true)}
              onSelectAttribute={showAttribute}
              openChildren={openChildren}
              onOpenChildren={onOpenChildren}
            />
          </Boundary>
        }
        panel={<FlowPanel flow={flow} replay={replay} lit={lit} onLight={setLit} />}
      />
    </>
  );
}

/** How large the graph of a plan is at full size; null for a plan without steps. */
function pictureSize(plan: Plan): Size | null {
  if (plan.steps.size === 0) return null;
  const { width, height } = graphSize([...plan.steps.values()]);
  return { width: width / NESTED_ZOOM, height: height / NESTED_ZOOM };
}
