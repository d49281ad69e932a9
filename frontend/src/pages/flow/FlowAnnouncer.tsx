import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../model/flow";
import { announce } from "../../ui/Announcer";
import { nameOf } from "./conditionWords";

/** Tells those who hear the page what matters: the outcome, and the failure of a step. */
export function FlowAnnouncer({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const last = useRef(flow);
  useEffect(() => {
    const before = last.current;
    last.current = flow;
    if (before === flow) return;
    if (before.status !== flow.status && flow.status !== "active") {
      announce(t(`flow.announce.${flow.status}`));
      return;
    }
    for (const [id, { status }] of flow.executions) {
      if (status === "failed" && before.executions.get(id)?.status !== "failed") {
        announce(t("flow.announce.stepFailed", { name: nameOf(flow, id) }));
        return;
      }
    }
  }, [flow, t]);
  return null;
}
