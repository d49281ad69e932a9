import { ActionIcon, Chip } from "@mantine/core";
import { ChevronLeft, ChevronRight, Maximize, Minus, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import pageStyles from "../../page.module.css";

export interface TimelineOptions {
  /** Times of the day instead of time since the start. */
  readonly isClock: boolean;
  /** Times in which nothing happened are drawn short. */
  readonly isFolded: boolean;
  readonly isPathMarked: boolean;
  readonly isTable: boolean;
}

interface Props {
  readonly options: TimelineOptions;
  readonly onChange: (options: TimelineOptions) => void;
  readonly onZoom: (factor: number) => void;
  /** By a share of what is visible. */
  readonly onPan: (share: number) => void;
  readonly onFit: () => void;
  readonly isWhole: boolean;
}

/** How the timeline is drawn, and which part of it. */
export function TimelineTools({ options, onChange, onZoom, onPan, onFit, isWhole }: Props) {
  const { t } = useTranslation();
  const switches = ["isFolded", "isPathMarked", "isClock", "isTable"] as const;
  const buttons = [
    ["zoomIn", Plus, () => onZoom(2), false],
    ["zoomOut", Minus, () => onZoom(0.5), isWhole],
    ["left", ChevronLeft, () => onPan(-0.5), isWhole],
    ["right", ChevronRight, () => onPan(0.5), isWhole],
    ["fit", Maximize, onFit, isWhole],
  ] as const;
  return (
    <div className={pageStyles.actions}>
      {switches.map((name) => (
        <Chip
          key={name}
          size="xs"
          checked={options[name]}
          onChange={(checked) => onChange({ ...options, [name]: checked })}
        >
          {t(`flow.timeline.${name}`)}
        </Chip>
      ))}
      {!options.isTable && (
        <span className={`${pageStyles.list} ${pageStyles.push}`}>
          {buttons.map(([name, Icon, act, isOff]) => (
            <ActionIcon
              key={name}
              variant="default"
              size={26}
              disabled={isOff}
              aria-label={t(`flow.timeline.${name}`)}
              onClick={act}
            >
              <Icon size={14} aria-hidden />
            </ActionIcon>
          ))}
        </span>
      )}
    </div>
  );
}
