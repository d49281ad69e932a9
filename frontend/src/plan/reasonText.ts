import type { TFunction } from "i18next";
import type { Chain, PlanReason } from "../model/planReasons";

/**
 * Marks around foreign names in a sentence, so that a page can set them as code. Characters that no name holds, and
 * not tags, because a name may well hold a tag.
 */
const OPEN = "\u0002";
const CLOSE = "\u0003";

export interface Part {
  readonly text: string;
  readonly isCode: boolean;
}

interface Words {
  readonly t: TFunction;
  readonly language: string;
  /** The name of a step for people. */
  readonly nameOf: (stepId: string) => string;
}

/** The sentence of a reason in one line, for a card or a tooltip. */
export function reasonText(reason: PlanReason, words: Words): string {
  return sentenceOf(reason, words).replaceAll(OPEN, "").replaceAll(CLOSE, "");
}

/** The same sentence with the names of attributes apart. */
export function reasonParts(reason: PlanReason, words: Words): readonly Part[] {
  return partsOf(sentenceOf(reason, words));
}

/** A chain wire by wire: what is made and who takes it, down to the goal. */
export function chainParts(chain: Chain, words: Words): readonly Part[] {
  const { t, nameOf } = words;
  const links = chain.map(({ attribute, consumer, taking }) =>
    t(`plan.chain.${taking}`, { attribute: code(attribute), step: nameOf(consumer) }),
  );
  return partsOf(links.join(" "));
}

function sentenceOf(reason: PlanReason, words: Words): string {
  const { t, nameOf } = words;
  switch (reason.kind) {
    case "goal":
      return t("plan.why.goal");
    case "planned":
      return t("plan.why.planned");
    case "notReached":
      return t("plan.why.notReached");
    case "provider":
      return providerSentence(reason.chain, words);
    case "goalDone":
    case "goalBlocked":
    case "satisfied":
    case "blocked":
      return t(`plan.why.${reason.kind}`, { count: reason.names.length, names: listed(reason.names, words) });
    case "missing": {
      const { unprovided, unmade } = reason;
      const parts = [
        unprovided.length > 0 &&
          t("plan.why.unprovided", { count: unprovided.length, names: listed(unprovided, words) }),
        unmade.length > 0 && t("plan.why.unmade", { count: unmade.length, names: listed(unmade, words) }),
      ].filter((part) => part !== false);
      return t("plan.why.missing", { why: parts.join(" ") });
    }
    case "inside":
      return t("plan.why.inside", { steps: plainList(reason.flowSteps.map(nameOf), words) });
  }
}

function providerSentence(chain: Chain, { t, nameOf }: Words): string {
  const [first] = chain;
  const last = chain.at(-1);
  if (!first || !last) return t("plan.why.planned");
  const facts = {
    attribute: code(first.attribute),
    step: nameOf(first.consumer),
    goal: nameOf(last.consumer),
  };
  return chain.length === 1
    ? t(`plan.why.forGoal.${first.taking}`, facts)
    : t(`plan.why.forStep.${first.taking}`, facts);
}

function listed(names: readonly string[], words: Words): string {
  return plainList(names.map(code), words);
}

function plainList(names: readonly string[], { language }: Words): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}

function code(name: string): string {
  return `${OPEN}${name}${CLOSE}`;
}

function partsOf(sentence: string): readonly Part[] {
  return sentence
    .split(new RegExp(`(${OPEN}[^${CLOSE}]*${CLOSE})`))
    .filter((text) => text !== "")
    .map((text) =>
      text.startsWith(OPEN) ? { text: text.slice(1, -1), isCode: true } : { text, isCode: false },
    );
}
