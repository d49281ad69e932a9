import { ActionIcon } from "@mantine/core";
import { PanelLeft, PanelTop } from "lucide-react";
import type { CSSProperties, KeyboardEvent, PointerEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { setPreference, usePreference } from "../../data/preferences";
import type { Size } from "../../graph/geometry";
import styles from "./FlowSplit.module.css";

const PLACE = "flow.graph.place";
/** Of the width, in percent, where the graph stands beside the panel. */
const SHARE = { name: "flow.graph.share", least: 20, most: 75, usual: 44, step: 2 };
/** In pixels, where it stands above; without a choice of the user it follows from the picture. */
const HEIGHT = { name: "flow.graph.height", least: 160, most: 700, usual: 320, step: 20 };
/** A picture that is so many times as wide as high is better seen above the panel. */
const WIDE = 1.8;

interface Props {
  /** How large the graph is at full size; null without a graph. */
  readonly picture: Size | null;
  readonly graph: ReactNode;
  readonly panel: ReactNode;
}

/** The graph beside the panel or above it, as suits the picture or as the user wants; its share can be changed. */
export function FlowSplit({ picture, graph, panel }: Props) {
  const { t } = useTranslation();
  const chosen = usePreference(PLACE);
  const aspect = picture ? picture.width / Math.max(1, picture.height) : 1;
  const isAbove = chosen === "above" || (chosen !== "beside" && aspect > WIDE);
  const limits = isAbove ? HEIGHT : SHARE;
  const kept = usePreference(limits.name);
  const size = typeof kept === "number" && kept >= limits.least && kept <= limits.most ? kept : null;
  const resize = (wanted: number) =>
    setPreference(limits.name, Math.round(Math.max(limits.least, Math.min(limits.most, wanted))));
  const onKeyDown = (event: KeyboardEvent) => {
    const less = isAbove ? "ArrowUp" : "ArrowLeft";
    const more = isAbove ? "ArrowDown" : "ArrowRight";
    const by = event.key === less ? -limits.step : event.key === more ? limits.step : 0;
    if (by === 0) return;
    event.preventDefault();
    resize((size ?? limits.usual) + by);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const all = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!all) return;
    resize(isAbove ? event.clientY - all.top : ((event.clientX - all.left) / all.width) * 100);
  };
  if (!picture) return <div className={styles.panel}>{panel}</div>;
  const measures = {
    "--share": `${isAbove ? SHARE.usual : (size ?? SHARE.usual)}%`,
    "--aspect": aspect,
    "--full-height": `${picture.height}px`,
    ...(isAbove && size !== null ? { "--height": `${size}px` } : {}),
  } as CSSProperties;
  const Icon = isAbove ? PanelLeft : PanelTop;
  return (
    <div className={styles.frame}>
      <div className={styles.split} data-place={isAbove ? "above" : "beside"} style={measures}>
        <div className={styles.graph}>
          {graph}
          <ActionIcon
            variant="default"
            size={28}
            className={styles.turn}
            aria-label={t(isAbove ? "flow.graph.beside" : "flow.graph.above")}
            title={t(isAbove ? "flow.graph.beside" : "flow.graph.above")}
            onClick={() => setPreference(PLACE, isAbove ? "beside" : "above")}
          >
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </div>
        <div
          className={styles.handle}
          role="slider"
          tabIndex={0}
          aria-label={t("flow.graph.resize")}
          aria-orientation={isAbove ? "vertical" : "horizontal"}
          aria-valuenow={size ?? limits.usual}
          aria-valuemin={limits.least}
          aria-valuemax={limits.most}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={onPointerMove}
        />
        <div className={styles.panel}>{panel}</div>
      </div>
    </div>
  );
}
