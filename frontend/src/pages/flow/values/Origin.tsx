import { useTranslation } from "react-i18next";
import type { AttributeValue, Flow } from "../../../model/flow";
import { durationBetween } from "../../../model/instants";
import { itemAt } from "../../../model/items";
import { formatDuration } from "../../../ui/format";
import pageStyles from "../../page.module.css";
import { ItemOfFlow, StepOfFlow } from "../FlowLink";

/** Who made a value, and when: given at the start, or a step and its items. The way back is one click. */
export function Origin({ flow, value }: { readonly flow: Flow; readonly value: AttributeValue }) {
  const { t, i18n } = useTranslation();
  if (value.step === null) return <>{t("flow.values.given")}</>;
  const after = durationBetween(flow.created_at, value.set_at);
  const items = flow.executions.get(value.step)?.work_items;
  const only = items?.size === 1 ? itemAt(items, 0) : undefined;
  return (
    <>
      {only ? (
        <ItemOfFlow flow={flow} step={value.step} item={only}>
          {flow.plan.steps.get(value.step)?.name ?? value.step}
        </ItemOfFlow>
      ) : (
        <StepOfFlow flow={flow} id={value.step} />
      )}
      <span className={pageStyles.secondary}>
        {items && items.size > 1 && ` ${t("flow.values.ofItems", { count: items.size })}`}
        {after !== null &&
          ` ${t("flow.values.after", { duration: formatDuration(after, t, i18n.language) })}`}
      </span>
    </>
  );
}
