import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../../data/session";
import { childFlowId } from "../../../model/flow";
import { itemAsCurl } from "../../../model/itemRequest";
import type { WorkItem } from "../../../model/items";
import type { Json, JsonObject } from "../../../model/json";
import { serviceError } from "../../../model/serviceError";
import { CopyText } from "../../../ui/CopyText";
import { JsonTree } from "../../../ui/JsonTree";
import type { ValuePlace } from "../../../ui/json/place";
import { LongId } from "../../../ui/LongId";
import pageStyles from "../../page.module.css";
import { useIsReplay } from "../present";
import { AnswerForm } from "./AnswerForm";
import { AttemptTable } from "./AttemptTable";
import styles from "./items.module.css";
import type { ItemsProps } from "./ItemTable";

interface Props extends ItemsProps {
  readonly item: WorkItem;
  /** Without inputs and outputs, where they stand above. */
  readonly isBrief?: boolean;
}

/** Everything about one item: what it got, what came of it, every attempt, and what can be done. */
export function ItemDetails({ flow, step, execution, item, isBrief = false }: Props) {
  const { t } = useTranslation();
  const base = useSession().data?.webhook_base_url ?? location.origin;
  const { status, text } = serviceError(item.error);
  const place = (name: string): ValuePlace => ({
    flow: flow.id,
    path: ["executions", step.id, "work_items", item.token, name],
  });
  const shared: Record<string, Json> = {};
  for (const [name, value] of Object.entries(execution.inputs)) {
    if (!Object.hasOwn(item.inputs, name)) shared[name] = value;
  }
  return (
    <div className={styles.details}>
      {item.error !== "" && !isBrief && (
        <div className={pageStyles.section}>
          <h3>{status === null ? t("flow.step.error") : `HTTP ${status}`}</h3>
          <div className={styles.error}>
            <pre>{text || item.error}</pre>
            <CopyText text={item.error} what={t("flow.step.error")} />
          </div>
        </div>
      )}
      {!isBrief && (
        <>
          <Values title={t("flow.item.inputs")} values={item.inputs} place={place("inputs")} />
          <SharedInputs values={shared} place={{ flow: flow.id, path: ["executions", step.id, "inputs"] }} />
          <Values title={t("flow.item.outputs")} values={item.outputs} place={place("outputs")} />
        </>
      )}
      <AttemptTable flow={flow} step={step} item={item} />
      <ItemActions {...{ flow, step, execution, item, base }} />
    </div>
  );
}

function ItemActions({ flow, step, execution, item, base }: Props & { readonly base: string }) {
  const { t } = useTranslation();
  const isReplay = useIsReplay();
  const [isAnswering, setAnswering] = useState(false);
  const isHttp = step.type === "sync" || step.type === "async";
  const awaits =
    step.type === "async" &&
    item.started_at !== null &&
    ["active", "not_completed", "pending"].includes(item.status) &&
    flow.deactivated_at === null;
  return (
    <>
      <div className={pageStyles.actions}>
        <span className={styles.token}>
          <span className={pageStyles.secondary}>{t("flow.item.token")}</span>
          <LongId id={item.token} />
          <CopyText text={item.token} what={t("flow.item.token")} />
        </span>
        {step.type === "flow" && item.started_at !== null && (
          <Link to="/flows/$id" params={{ id: childFlowId(flow.id, step.id, item.token) }}>
            {t("flow.item.child")}
          </Link>
        )}
        {isHttp && (
          <span className={styles.token}>
            {t("flow.item.curl")}
            <CopyText text={() => itemAsCurl(flow, step, execution, item, base)} what={t("flow.item.curl")} />
          </span>
        )}
        {awaits && !isReplay && !isAnswering && (
          <button type="button" className={styles.link} onClick={() => setAnswering(true)}>
            {t("flow.answer.open")}
          </button>
        )}
      </div>
      {awaits && !isReplay && isAnswering && (
        <AnswerForm flowId={flow.id} step={step} token={item.token} onClose={() => setAnswering(false)} />
      )}
    </>
  );
}

interface ValuesProps {
  readonly title: string;
  readonly values: JsonObject;
  readonly place: ValuePlace;
}

function Values({ title, values, place }: ValuesProps) {
  if (Object.keys(values).length === 0) return null;
  return (
    <div className={pageStyles.section}>
      <h3>{title}</h3>
      <JsonTree value={values} place={place} />
    </div>
  );
}

/** What all items of the step got alike; folded, because it is the same for each. */
function SharedInputs({ values, place }: Omit<ValuesProps, "title">) {
  const { t } = useTranslation();
  if (Object.keys(values).length === 0) return null;
  return (
    <details>
      <summary>{t("flow.item.shared")}</summary>
      <JsonTree value={values} place={place} />
    </details>
  );
}
