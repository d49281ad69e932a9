import { ActionIcon, Tooltip } from "@mantine/core";
import { Map as MapIcon, Maximize, Minus, Plus, ScanSearch, Sparkles, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CameraStore } from "./cameraStore";
import styles from "./StepGraph.module.css";

const ZOOM_STEP = 1.3;

interface Props {
  readonly camera: CameraStore;
  readonly onFit: () => void;
  /** Null while nothing is selected. */
  readonly onFitSelection: (() => void) | null;
  readonly onTidy: () => void;
  /** Null where there is no map to switch. */
  readonly map: { readonly isOpen: boolean; readonly toggle: () => void } | null;
}

/** The buttons at the corner of the graph. */
export function Controls({ camera, onFit, onFitSelection, onTidy, map }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.controls} role="group" aria-label={t("graph.controls.label")} data-above="">
      <Control icon={Plus} label={t("graph.controls.zoomIn")} onClick={() => camera.zoomBy(ZOOM_STEP)} />
      <Control
        icon={Minus}
        label={t("graph.controls.zoomOut")}
        onClick={() => camera.zoomBy(1 / ZOOM_STEP)}
      />
      <Control icon={Maximize} label={t("graph.controls.fit")} onClick={onFit} />
      {onFitSelection && (
        <Control icon={ScanSearch} label={t("graph.controls.fitSelection")} onClick={onFitSelection} />
      )}
      <Control icon={Sparkles} label={t("graph.controls.tidy")} onClick={onTidy} />
      {map && (
        <Control icon={MapIcon} label={t("graph.controls.map")} onClick={map.toggle} isPressed={map.isOpen} />
      )}
    </div>
  );
}

interface ControlProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onClick: () => void;
  readonly isPressed?: boolean;
}

function Control({ icon: Icon, label, onClick, isPressed }: ControlProps) {
  return (
    <Tooltip label={label} position="right" events={{ hover: true, focus: true, touch: false }}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={label}
        {...(isPressed === undefined ? {} : { "aria-pressed": isPressed })}
        onClick={onClick}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
