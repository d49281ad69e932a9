import type { TFunction } from "i18next";
import type { CardLook } from "./look";
import type { SceneCard } from "./scene";

/** What a card says to those who hear the page: "Payment, async step, Waiting, 3 inputs, 1 output". */
export function cardLabel(card: SceneCard, look: CardLook | undefined, t: TFunction): string {
  const part = (text: string | undefined) => (text ? t("graph.labelPart", { part: text }) : "");
  const state = part(look?.word ?? (look?.state && t(`words.look.${look.state}`)));
  if (!card.step) {
    const { name = "", members = [] } = card.group ?? {};
    return t("graph.groupLabel", { name, steps: t("graph.steps", { count: members.length }), state });
  }
  const outputs = card.step.attributes.filter(({ role }) => role === "output").length;
  return t("graph.cardLabel", {
    name: card.step.name,
    type: t(`words.type.${card.step.type}`),
    state,
    inputs: t("graph.inputs", { count: card.step.attributes.length - outputs }),
    outputs: t("graph.outputs", { count: outputs }),
    tone:
      part(look?.tone === "goal" && look.word === undefined ? t("graph.goal") : undefined) + part(look?.line),
  });
}
