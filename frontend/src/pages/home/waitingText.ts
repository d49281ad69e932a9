import type { TFunction } from "i18next";
import type { Condition } from "../../model/condition";
import type { Sentence } from "../../model/sentence";
import { formatTicking } from "../../ui/format";

/** Why a flow has had no event for long, in a few words; empty when nothing is known that the state does not say. */
export function waitingText(sentence: Sentence, t: TFunction, language: string): string {
  switch (sentence.kind) {
    case "waiting":
      return ofStep(sentence.step, sentence.condition, t, language);
    case "items":
      return t("home.reason.items", { step: sentence.step, done: sentence.done, total: sentence.total });
    case "running": {
      const [first] = sentence.active;
      return first ? ofStep(first.step, first.condition, t, language) : "";
    }
    case "undoing":
      return t("home.reason.undoing", { step: sentence.undoing.step });
    default:
      return "";
  }
}

function ofStep(step: string, condition: Condition, t: TFunction, language: string): string {
  const ticking = (ms: number) => formatTicking(ms, t, language);
  switch (condition.kind) {
    case "waitsForCallback":
      return t("home.reason.waitsForCallback", { step });
    case "retryIn":
      return t("home.reason.retryIn", {
        step,
        duration: ticking(condition.ms),
        error: firstLine(condition.error),
      });
    case "retryDue":
      return t("home.reason.retryDue", { step, error: firstLine(condition.error) });
    case "calling":
      return t("home.reason.calling", { step, endpoint: condition.endpoint });
    case "childRunning":
      return t("home.reason.childRunning", { step });
    case "items":
      return t("home.reason.items", { step, done: condition.done, total: condition.total });
    case "queued":
      return t("home.reason.queued", { step });
    case "running":
      return t("home.reason.running", { step });
    case "waitsForInput":
      return t("home.reason.waitsForInput", { step, attribute: condition.attribute });
    default:
      return t("home.reason.aboutToStart", { step });
  }
}

function firstLine(error: string): string {
  const lines = error.split("\n").filter((line) => line.trim() !== "");
  return (lines[0] === "work not completed" ? lines[1] : lines[0]) ?? error;
}
