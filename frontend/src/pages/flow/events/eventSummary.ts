import { readInteger, readObject, readText, readTexts, type RecordedEvent } from "../../../model/event";
import { readInstant } from "../../../model/instants";
import { isJsonList } from "../../../model/json";
import { errorLine } from "../../../model/serviceError";
import { shortValue } from "../../../model/shortValue";
import { formatClockMs, formatDuration } from "../../../ui/format";
import { reasonWords, type Words } from "../conditionWords";
import { isMaskedName } from "../useMasks";

/** What an event says, in a few words. */
export function eventSummary(
  { type, data }: RecordedEvent,
  { t, language }: Words,
  masks: readonly string[],
): string {
  const error = errorLine(readText(data["error"]));
  switch (type) {
    case "flow_started": {
      const plan = readObject(data["plan"]);
      const goals = readTexts(plan["goals"]).join(", ");
      return t("flow.summary.flow_started", { goals, count: Object.keys(readObject(plan["steps"])).length });
    }
    case "flow_completed":
      return t("flow.summary.result", { names: namesOf(data["result"]) });
    case "flow_deactivated":
      return t("flow.summary.flow_deactivated");
    case "step_started": {
      const count = Object.keys(readObject(data["work_items"])).length;
      return t("flow.summary.step_started", { count, names: namesOf(data["inputs"]) });
    }
    case "step_completed":
      return t("flow.summary.step_completed", {
        duration: formatDuration(readInteger(data["duration"]), t, language),
        names: namesOf(data["outputs"]),
      });
    case "step_skipped":
      return reasonWords(readText(data["reason"]), readTexts(data["unsatisfied"]), t);
    case "attribute_set": {
      const name = readText(data["key"]);
      const value = isMaskedName(name, masks) ? "••••••" : shortValue(data["value"] ?? null);
      return t("flow.summary.attribute_set", { name, value });
    }
    case "work_started":
      return namesOf(data["inputs"]) === "–"
        ? ""
        : t("flow.summary.with", { names: namesOf(data["inputs"]) });
    case "work_succeeded":
      return t("flow.summary.result", { names: namesOf(data["outputs"]) });
    case "work_retry_scheduled":
    case "comp_retry_scheduled": {
      const at = readInstant(data["next_retry_at"]);
      return t("flow.summary.retry", {
        number: readInteger(data["retry_count"]),
        clock: at === null ? "" : formatClockMs(at, language),
      });
    }
    default:
      return error;
  }
}

const MOST_NAMES = 4;

/** The names of an object's members: values of secrets must not stand in a line. */
function namesOf(value: RecordedEvent["data"][string] | undefined): string {
  if (isJsonList(value)) return shortValue(value);
  const names = Object.keys(readObject(value));
  if (names.length === 0) return "–";
  const shown = names.slice(0, MOST_NAMES).join(", ");
  return names.length > MOST_NAMES ? `${shown}, …` : shown;
}
