import { readInteger, readObject, readText } from "../model/event";
import { childGoals, type Attribute, type Step } from "../model/step";

/** Settings of an attribute that a row marks. The words are in `i18n/en/graph.json`. */
export type RowBadge = "forEach" | "collect" | "gate" | "mapping" | "deadline" | "default";

export function rowBadges({ config }: Attribute): readonly RowBadge[] {
  const badges: RowBadge[] = [];
  const collect = readText(config["collect"]);
  if (config["for_each"] === true) badges.push("forEach");
  if (collect !== "" && collect !== "first") badges.push("collect");
  if (readText(readObject(config["match"])["script"]) !== "") badges.push("gate");
  if (Object.keys(readObject(config["mapping"])).length > 0) badges.push("mapping");
  if (readInteger(config["deadline"]) > 0) badges.push("deadline");
  if (readText(config["default"]) !== "") badges.push("default");
  return badges;
}

/** Settings of a step that its footer marks; `count` goes with those that are a number. */
export interface FooterBadge {
  readonly kind: "condition" | "memoizable" | "compensation" | "retries" | "parallelism";
  readonly count?: number;
}

/** The engine's own number of retries (`api.md`, section 3.1). */
const DEFAULT_RETRIES = 10;

export function footerBadges({ stored }: Step): readonly FooterBadge[] {
  const badges: FooterBadge[] = [];
  const work = readObject(stored["work_config"]);
  const retries = readInteger(work["max_retries"]);
  const parallelism = readInteger(work["parallelism"]);
  if (Object.keys(readObject(stored["predicate"])).length > 0) badges.push({ kind: "condition" });
  if (stored["memoizable"] === true) badges.push({ kind: "memoizable" });
  if (readText(readObject(stored["http"])["compensate"]) !== "") badges.push({ kind: "compensation" });
  if (retries !== 0 && retries !== DEFAULT_RETRIES) badges.push({ kind: "retries", count: retries });
  if (parallelism > 1) badges.push({ kind: "parallelism", count: parallelism });
  return badges;
}

/** What a card says at its foot: the call, the first line of the script, or the goals. */
export function footerText(step: Step): string {
  const http = readObject(step.stored["http"]);
  const endpoint = readText(http["endpoint"]);
  if (endpoint !== "") return `${readText(http["method"]) || "POST"} ${endpoint.replace(/^https?:\/\//, "")}`;
  if (step.type === "flow") return childGoals(step).join(", ");
  const lines = readText(readObject(step.stored["script"])["script"]).split("\n");
  return lines.find((line) => line.trim() !== "")?.trim() ?? "";
}

/** A text of at most so many characters, cut in the middle. */
export function cutInMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = Math.max(2, most - 1);
  return `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`;
}

/** The sign of a type; empty when none is declared. */
export const TYPE_SIGNS: Readonly<Record<string, string>> = {
  string: "“”",
  number: "#",
  boolean: "±",
  object: "{}",
  array: "[]",
  null: "∅",
  any: "∗",
};
