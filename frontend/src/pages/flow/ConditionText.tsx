import { useTranslation } from "react-i18next";
import type { Condition } from "../../model/condition";
import { formatDuration, formatTicking } from "../../ui/format";

/** The reasons that the engine gives for a skip (`events.md`, `step_skipped`). */
const REASONS = ["predicate returned false", "required match did not match", "outputs not needed"] as const;

/** Why a step or an item stands where it stands, in words. The first line of an error. */
export function ConditionText({ condition }: { readonly condition: Condition }) {
  const { t, i18n } = useTranslation();
  const ticking = (ms: number) => formatTicking(ms, t, i18n.language);
  switch (condition.kind) {
    case "done":
      return t("flow.condition.done", { duration: formatDuration(condition.ms, t, i18n.language) });
    case "failed":
      return t("flow.condition.failed", { error: firstLine(condition.error) });
    case "undoFailed":
      return t("flow.condition.undoFailed", { error: firstLine(condition.error) });
    case "skipped": {
      const reason = REASONS.find((known) => known === condition.reason);
      const text = reason ? t(`flow.reason.${reason}`) : condition.reason;
      const attributes = condition.attributes.join(", ");
      return attributes
        ? t("flow.condition.skippedFor", { reason: text, attributes })
        : t("flow.condition.skipped", { reason: text });
    }
    case "waitsForInput": {
      const { attribute } = condition;
      const providers = condition.providers.join(", ");
      return providers
        ? t("flow.condition.waitsForInputFrom", { attribute, providers })
        : t("flow.condition.waitsForInput", { attribute });
    }
    case "waitsForMakers":
    case "items":
      return t(`flow.condition.${condition.kind}`, { ...condition });
    case "calling":
      return t("flow.condition.calling", { endpoint: condition.endpoint, duration: ticking(condition.ms) });
    case "waitsForCallback":
    case "undoingIn":
      return t(`flow.condition.${condition.kind}`, { duration: ticking(condition.ms) });
    case "retryIn": {
      const { tryNumber, ms, error } = condition;
      return t("flow.condition.retryIn", { tryNumber, duration: ticking(ms), error: firstLine(error) });
    }
    case "retryDue":
      return t("flow.condition.retryDue", { tryNumber: condition.tryNumber });
    case "queued":
      return t("flow.condition.queued", { count: condition.parallelism, parallelism: condition.parallelism });
    default:
      return t(`flow.condition.${condition.kind}`);
  }
}

/** The engine writes "work not completed" before the error of an attempt; the line after it says more. */
function firstLine(error: string): string {
  const lines = error.split("\n").filter((line) => line.trim() !== "");
  return (lines[0] === "work not completed" ? lines[1] : lines[0]) ?? error;
}
