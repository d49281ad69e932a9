import type { TFunction } from "i18next";
import type { Condition } from "../../model/condition";
import type { Flow } from "../../model/flow";
import { errorLine } from "../../model/serviceError";
import { formatDuration, formatTicking } from "../../ui/format";

/** The reasons that the engine gives for a skip (`events.md`, `step_skipped`). */
const REASONS = ["predicate returned false", "required match did not match", "outputs not needed"] as const;

export interface Words {
  readonly t: TFunction;
  readonly language: string;
  /** In replay time stands still, and is told exactly. */
  readonly isExact?: boolean;
}

/** Why a step or an item stands where it stands, in words (`ui.md`, section 13.3). Of an error its first line. */
export function conditionWords(condition: Condition, flow: Flow, words: Words): string {
  const { t, language } = words;
  const ticking = (ms: number) => tickingWords(ms, words);
  const names = (ids: readonly string[]) => ids.map((id) => nameOf(flow, id)).join(", ");
  switch (condition.kind) {
    case "done":
      return t("flow.condition.done", { duration: formatDuration(condition.ms, t, language) });
    case "failed":
      return t("flow.condition.failed", { error: errorLine(condition.error) || t("flow.condition.noError") });
    case "undoFailed":
      return t("flow.condition.undoFailed", { error: errorLine(condition.error) });
    case "cannotBeMade":
      return condition.attributes.length > 0
        ? t("flow.condition.cannotBeMade", { attributes: list(condition.attributes) })
        : t("flow.condition.inputLost");
    case "skipped":
      return t("flow.condition.skipped", { reason: reasonWords(condition.reason, condition.attributes, t) });
    case "waitsForInput": {
      const { attribute, providers } = condition;
      return providers.length > 0
        ? t("flow.condition.waitsForInputFrom", { attribute, providers: names(providers) })
        : t("flow.condition.waitsForInput", { attribute });
    }
    case "waitsForMakers":
      return t("flow.condition.waitsForMakers", { ...condition });
    case "noMatchYet": {
      const attributes = list(condition.attributes);
      return condition.orOptional.length > 0
        ? t("flow.condition.noMatchOrOptional", { attributes, optional: list(condition.orOptional) })
        : t("flow.condition.noMatchYet", { attributes });
    }
    case "waitsForOptional": {
      const attributes = list(condition.attributes);
      return condition.left === null || condition.left === 0
        ? t("flow.condition.waitsForOptional", { attributes })
        : t("flow.condition.waitsForOptionalUntil", { attributes, duration: ticking(condition.left) });
    }
    case "items":
      return t("flow.condition.items", { ...condition });
    case "calling": {
      const { endpoint, ms, left } = condition;
      const duration = ticking(ms);
      return left > 0
        ? t("flow.condition.calling", { endpoint, duration, left: ticking(left) })
        : t("flow.condition.callingDue", { endpoint, duration });
    }
    case "waitsForCallback":
    case "undoingIn":
      return t(`flow.condition.${condition.kind}`, { duration: ticking(condition.ms) });
    case "retryIn": {
      const { tryNumber, ms, error } = condition;
      return t("flow.condition.retryIn", { tryNumber, duration: ticking(ms), error: errorLine(error) });
    }
    case "retryDue":
      return t("flow.condition.retryDue", { tryNumber: condition.tryNumber });
    case "queued":
      return t("flow.condition.queued", { count: condition.parallelism, parallelism: condition.parallelism });
    default:
      return t(`flow.condition.${condition.kind}`);
  }
}

/** A time that goes on: in whole seconds, unless it stands still. */
export function tickingWords(ms: number, { t, language, isExact = false }: Words): string {
  return (isExact ? formatDuration : formatTicking)(ms, t, language);
}

/** Why a step was skipped; of a gate, which one. */
export function reasonWords(reason: string, attributes: readonly string[], t: TFunction): string {
  const known = REASONS.find((one) => one === reason);
  if (!known) return reason;
  if (known === "required match did not match" && attributes.length > 0) {
    return t("flow.reason.gate", { attributes: list(attributes) });
  }
  return t(`flow.reason.${known}`);
}

export function nameOf(flow: Flow, id: string): string {
  return flow.plan.steps.get(id)?.name ?? id;
}

function list(names: readonly string[]): string {
  return names.join(", ");
}
