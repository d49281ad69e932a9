import { ActionIcon, Button, SegmentedControl, Slider } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from "lucide-react";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../model/flow";
import { isFailure, isStepLevel, nearest, played, type Replay } from "../../model/replay";
import { formatClockMs } from "../../ui/format";
import styles from "./ReplayBar.module.css";
import { ReplayTicks } from "./ReplayTicks";

const route = getRouteApi("/flows/$id");
const SPEEDS = ["1", "10", "100"] as const;

interface Props {
  /** The flow as it is now. */
  readonly flow: Flow;
  readonly replay: Replay;
  readonly at: number;
  readonly isComplete: boolean;
}

/** A frame around what is shown of the past: nobody takes it for the present. */
export function ReplayFrame({ isOn, children }: { readonly isOn: boolean; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section
      className={isOn ? styles.frame : styles.noFrame}
      aria-label={isOn ? t("flow.replay.label") : t("flow.what")}
    >
      {children}
    </section>
  );
}

/** The way through the history of a flow. */
export function ReplayBar({ flow, replay, at, isComplete }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = route.useNavigate();
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>("10");
  const goTo = useCallback(
    (next: number | undefined) =>
      void navigate({ search: (before) => ({ ...before, at: next }), replace: true, resetScroll: false }),
    [navigate],
  );
  const [isPlaying, setPlaying] = usePlaying(replay, at, Number(speed), goTo);
  const { events } = replay;
  const known = Math.max(events.length, 1);
  const go = (direction: 1 | -1, fits: Parameters<typeof nearest>[3]) => {
    setPlaying(false);
    const next = nearest(events, at, direction, fits);
    if (next !== null) goTo(next);
  };
  const moment = events[at];
  const words = moment
    ? t("flow.replay.after", {
        at,
        total: Math.max(flow.next_sequence, known),
        clock: formatClockMs(moment.timestamp, i18n.language),
      })
    : t("flow.replay.reading", { at });
  const buttons = [
    ["stepBack", SkipBack, () => go(-1, isStepLevel)],
    ["back", StepBack, () => go(-1, () => true)],
    ["forth", StepForward, () => go(1, () => true)],
    ["stepForth", SkipForward, () => go(1, isStepLevel)],
  ] as const;
  return (
    <div className={styles.bar}>
      <strong className={styles.words}>{words}</strong>
      {!isComplete && events.length > 0 && (
        <span role="status">
          {t("flow.replay.progress", { done: events.length, total: flow.next_sequence })}
        </span>
      )}
      <div className={styles.controls}>
        {buttons.slice(0, 2).map(([name, Icon, act]) => (
          <ActionIcon
            key={name}
            variant="default"
            size={28}
            aria-label={t(`flow.keys.${name}`)}
            onClick={act}
          >
            <Icon size={16} aria-hidden />
          </ActionIcon>
        ))}
        <ActionIcon
          variant="default"
          size={28}
          aria-label={isPlaying ? t("flow.replay.pause") : t("flow.replay.play")}
          onClick={() => setPlaying(!isPlaying)}
        >
          {isPlaying ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
        </ActionIcon>
        {buttons.slice(2).map(([name, Icon, act]) => (
          <ActionIcon
            key={name}
            variant="default"
            size={28}
            aria-label={t(`flow.keys.${name}`)}
            onClick={act}
          >
            <Icon size={16} aria-hidden />
          </ActionIcon>
        ))}
        <SegmentedControl
          size="xs"
          aria-label={t("flow.replay.speed")}
          value={speed}
          onChange={(value) => setSpeed(SPEEDS.find((one) => one === value) ?? "10")}
          data={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        />
        <Button size="xs" variant="default" onClick={() => go(1, isFailure)}>
          {t("flow.replay.failure")}
        </Button>
        <Button size="xs" onClick={() => goTo(undefined)}>
          {t("flow.replay.live")}
        </Button>
      </div>
      <div className={styles.slider}>
        <ReplayTicks replay={replay} />
        <Slider
          thumbLabel={t("flow.replay.slider")}
          min={0}
          max={Math.max(1, known - 1)}
          value={Math.min(at, known - 1)}
          label={null}
          size="xs"
          onChange={(value) => {
            setPlaying(false);
            goTo(value);
          }}
        />
      </div>
    </div>
  );
}

/** Plays the history: so many times as fast as it was, with pauses of at most a second. */
function usePlaying(replay: Replay, at: number, speed: number, goTo: (at: number) => void) {
  const [isPlaying, setPlaying] = useState(false);
  const place = useRef(at);
  useEffect(() => {
    place.current = at;
  }, [at]);
  const { events } = replay;
  useEffect(() => {
    if (!isPlaying) return;
    let [last, left] = [performance.now(), 0];
    let frame = requestAnimationFrame(function advance(now) {
      const step = played(events, place.current, left + (now - last) * speed);
      [last, left] = [now, step.left_ms];
      if (step.at !== place.current) {
        place.current = step.at;
        goTo(step.at);
      }
      if (step.at >= events.length - 1) setPlaying(false);
      else frame = requestAnimationFrame(advance);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, events, speed, goTo]);
  return [isPlaying, setPlaying] as const;
}
