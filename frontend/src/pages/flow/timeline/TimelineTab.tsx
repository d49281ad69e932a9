import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFlowHistory } from "../../../data/flowHistory";
import { criticalPath } from "../../../model/criticalPath";
import type { Flow } from "../../../model/flow";
import { planOrder } from "../../../model/planOrder";
import type { Replay } from "../../../model/replay";
import { axisOf, panned, WHOLE, zoomed, type View } from "../../../model/timeAxis";
import { timelineOf } from "../../../model/timeline";
import { Loading } from "../../../ui/Loading";
import { usePageActions } from "../../../ui/pageActions";
import { ReadProblem } from "../../../ui/ReadProblem";
import pageStyles from "../../page.module.css";
import { useIsReplay, useShownNow } from "../present";
import { Axis } from "./Axis";
import { OverviewStrip } from "./OverviewStrip";
import { TimelineRows } from "./TimelineRows";
import { TimelineTable } from "./TimelineTable";
import { TimelineTools, type TimelineOptions } from "./TimelineTools";
import styles from "./timeline.module.css";
import { useZoomWheel } from "./useZoomWheel";

/** A live flow may be so many events ahead of its history, which is read once a second. */
const JUST_NOW_EVENTS = 5000;

interface Props {
  readonly flow: Flow;
  readonly replay: Replay;
  readonly step: string | undefined;
}

/** When each step, item and attempt ran, from the events of the flow. */
export default function TimelineTab({ flow, replay, step }: Props) {
  const { t } = useTranslation();
  const isReplay = useIsReplay();
  const { error, tryAgain } = useFlowHistory(flow.id, 0, false);
  const now = useShownNow(flow.status === "active");
  const [options, setOptions] = useState<TimelineOptions>({
    isClock: false,
    isFolded: true,
    isPathMarked: false,
    isTable: false,
  });
  const [view, setView] = useState<View>(WHOLE);
  const steps = useMemo(() => planOrder(flow.plan), [flow.plan]);
  const events = useMemo(
    () => (isReplay ? replay.events.slice(0, flow.next_sequence) : replay.events),
    [replay.events, isReplay, flow.next_sequence],
  );
  const last = replay.events.at(-1)?.timestamp ?? now;
  // In replay the axis stays that of the whole history, with a line at the moment.
  const end = isReplay || flow.deactivated_at !== null ? last : Math.max(last, now);
  const lines = useMemo(() => timelineOf(steps, events), [steps, events]);
  const axis = useMemo(
    () => axisOf(replay.events, end, options.isFolded),
    [replay.events, end, options.isFolded],
  );
  const path = useMemo(
    () =>
      options.isPathMarked
        ? new Set(criticalPath(flow, flow.completed_at ?? now).map((link) => link.step))
        : null,
    [options.isPathMarked, flow, now],
  );
  const wheel = useZoomWheel(view, setView);
  usePageActions(
    useMemo(
      () => [
        {
          id: "timelineTable",
          label: t("flow.timeline.table"),
          keys: "t",
          act: () => setOptions((before) => ({ ...before, isTable: !before.isTable })),
        },
      ],
      [t],
    ),
  );
  if (error && events.length === 0) {
    return <ReadProblem what={t("flow.events.what")} error={error} onTryAgain={tryAgain} />;
  }
  // A part of the history would show as running what has long ended; what is a moment old does not.
  if (!isReplay && flow.next_sequence - events.length > JUST_NOW_EVENTS) {
    return (
      <>
        <p role="status" className={pageStyles.secondary}>
          {t("flow.replay.progress", { done: events.length, total: flow.next_sequence })}
        </p>
        <Loading awaited="server" />
      </>
    );
  }
  return (
    <div className={pageStyles.section}>
      <TimelineTools
        options={options}
        onChange={setOptions}
        onZoom={(factor) => setView(zoomed(view, (view.from + view.to) / 2, factor))}
        onPan={(share) => setView(panned(view, share * (view.to - view.from)))}
        onFit={() => setView(WHOLE)}
        isWhole={view.from === 0 && view.to === 1}
      />
      {options.isTable ? (
        <TimelineTable flow={flow} lines={lines} now={now} step={step} />
      ) : (
        <div ref={wheel} className={styles.timeline}>
          <OverviewStrip axis={axis} events={events} view={view} onView={setView} />
          <Axis axis={axis} view={view} isClock={options.isClock} />
          <TimelineRows
            {...{ flow, lines, axis, view, now, path }}
            moment={isReplay ? now : null}
            selected={step}
          />
        </div>
      )}
    </div>
  );
}
