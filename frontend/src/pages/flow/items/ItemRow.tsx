import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import { itemCondition } from "../../../model/condition";
import { durationBetween } from "../../../model/instants";
import type { WorkItem } from "../../../model/items";
import { stringifyJson, type JsonObject } from "../../../model/json";
import { itemLook } from "../../../model/look";
import { errorLine } from "../../../model/serviceError";
import { shortValue } from "../../../model/shortValue";
import { formatDuration } from "../../../ui/format";
import { StateMark } from "../../../ui/StateMark";
import tableStyles from "../../../ui/table.module.css";
import type { Measured } from "../../../ui/VirtualBody";
import { ConditionText } from "../ConditionText";
import { tickingWords } from "../conditionWords";
import { usePresent } from "../present";
import { useWords } from "../useWords";
import { isMaskedName, useMasks } from "../useMasks";
import styles from "./items.module.css";
import type { ItemsProps } from "./ItemTable";

interface Props extends ItemsProps {
  readonly item: WorkItem;
  readonly place: Measured;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

const LIVE: readonly string[] = ["active", "pending", "compensating"];

/** One item in a line. */
export const ItemRow = memo(function ItemRow(props: Props) {
  const { flow, step, execution, item, place, isOpen, onToggle } = props;
  const words = useWords();
  const { t } = words;
  const masks = useMasks();
  const present = usePresent(LIVE.includes(item.status) && flow.deactivated_at === null);
  const number = item.place + 1;
  const isActive = item.status === "active";
  const ran = durationBetween(item.started_at, isActive ? present.now : item.completed_at);
  const hasError = item.error !== "" && item.status !== "succeeded" && item.next_retry_at === null;
  return (
    <tr {...place} aria-rowindex={place["data-index"] + 2} data-selected={isOpen}>
      <th scope="row">
        <button
          type="button"
          className={styles.open}
          aria-expanded={isOpen}
          aria-label={t("flow.item.details", { number })}
          onClick={onToggle}
        >
          {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {number}
        </button>
      </th>
      <td>
        <StateMark look={itemLook(item, step.type)} />
      </td>
      <td>
        <code className={styles.inputs}>{inputsInShort(item.inputs, masks)}</code>
      </td>
      <td>
        <span className={styles.how}>
          {hasError ? (
            errorLine(item.error)
          ) : item.status === "succeeded" ? null : (
            <ConditionText flow={flow} condition={itemCondition(flow, step, execution, item, present)} />
          )}
        </span>
      </td>
      <td className={tableStyles.number}>
        {item.started_at !== null &&
          formatDuration(durationBetween(flow.created_at, item.started_at) ?? 0, t, words.language)}
      </td>
      <td className={tableStyles.number}>
        {ran !== null && (isActive ? tickingWords(ran, words) : formatDuration(ran, t, words.language))}
      </td>
      <td className={tableStyles.number}>{item.started_at !== null && item.retry_count + 1}</td>
    </tr>
  );
});

const LONGEST = 80;

function inputsInShort(inputs: JsonObject, masks: readonly string[]): string {
  const entries = Object.entries(inputs);
  const text = entries
    .map(([name, value]) => {
      if (isMaskedName(name, masks)) return entries.length === 1 ? "••••••" : `${name}: ••••••`;
      const short = typeof value === "object" && value !== null ? stringifyJson(value) : shortValue(value);
      return entries.length === 1 ? short : `${name}: ${short}`;
    })
    .join(", ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
