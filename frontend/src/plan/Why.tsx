import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Chain, PlanReason } from "../model/planReasons";
import type { Step } from "../model/step";
import { chainParts, reasonParts, type Part } from "./reasonText";

interface Props {
  readonly reason: PlanReason;
  /** Steps of the catalog or of the plan, for their names. */
  readonly steps: ReadonlyMap<string, Step>;
}

/** Why a step is in the plan or not, in one sentence. */
export function Why({ reason, steps }: Props) {
  const words = useWords(steps);
  return <Parts parts={reasonParts(reason, words)} />;
}

/** One way from a step to a goal. */
export function ChainText({ chain, steps }: { readonly chain: Chain; readonly steps: Props["steps"] }) {
  const words = useWords(steps);
  return <Parts parts={chainParts(chain, words)} />;
}

/** What the sentences need to speak of steps by their names. */
export function useWords(steps: ReadonlyMap<string, Step>) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(
    () => ({ t, language, nameOf: (id: string) => steps.get(id)?.name ?? id }),
    [t, language, steps],
  );
}

function Parts({ parts }: { readonly parts: readonly Part[] }) {
  return parts.map(({ text, isCode }, place) =>
    isCode ? <code key={place}>{text}</code> : <span key={place}>{text}</span>,
  );
}
