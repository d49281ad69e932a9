import type { TFunction } from "i18next";
import { relativeMs, type Chip, type FlowState } from "../../model/flowFilter";
import { formatDuration, formatInFull } from "../../ui/format";

/** A condition in words: "State: Failed", "Started: in the last 24 h". */
export function chipText({ name, value }: Chip, t: TFunction, language: string): string {
  return t("flows.chip.text", {
    name: t(`flows.chip.name.${name}`),
    value: valueText({ name, value }, t, language),
  });
}

function valueText({ name, value }: Chip, t: TFunction, language: string): string {
  switch (name) {
    case "state":
      return t(`flows.stateOf.${value as FlowState}`);
    case "children":
      return t(`flows.children.${value as "show" | "only"}`);
    case "started_from":
    case "started_to":
    case "ended_from":
    case "ended_to": {
      const back = relativeMs(value);
      const isFrom = name.endsWith("from");
      if (back !== null) {
        return t(isFrom ? "flows.chip.inTheLast" : "flows.chip.before", {
          duration: formatDuration(back, t, language),
        });
      }
      return t(isFrom ? "flows.chip.from" : "flows.chip.to", {
        time: formatInFull(Date.parse(value), language),
      });
    }
    case "min_duration":
      return t("flows.chip.atLeast", { duration: formatDuration(Number(value), t, language) });
    case "max_duration":
      return t("flows.chip.atMost", { duration: formatDuration(Number(value), t, language) });
    default:
      return value;
  }
}
