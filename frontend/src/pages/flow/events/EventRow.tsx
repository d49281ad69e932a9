import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RecordedEvent } from "../../../model/event";
import { eventLook, stepOf, tokenOf } from "../../../model/eventKind";
import type { Flow } from "../../../model/flow";
import { durationBetween, type Instant } from "../../../model/instants";
import { itemOf } from "../../../model/items";
import { formatClockMs, formatDuration } from "../../../ui/format";
import { StateIcon } from "../../../ui/StateMark";
import tableStyles from "../../../ui/table.module.css";
import { ItemOfFlow, StepOfFlow } from "../FlowLink";
import { useMasks } from "../useMasks";
import { EventDetails } from "./EventDetails";
import { eventSummary } from "./eventSummary";
import styles from "./events.module.css";

interface Props {
  readonly flow: Flow;
  readonly event: RecordedEvent;
  /** Time of the event before this one among those that are shown; null for none. */
  readonly before: Instant | null;
  readonly columns: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** One event in a line; opened, with its payload and what it changed. */
export function EventRow({ flow, event, before, columns, isOpen, onToggle }: Props) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const masks = useMasks();
  const [step, token] = [stepOf(event), tokenOf(event)];
  const execution = flow.executions.get(step);
  const item = execution && token ? itemOf(execution.work_items, token) : undefined;
  const since = durationBetween(before, event.timestamp);
  const look = eventLook(event);
  return (
    <>
      <tr data-selected={isOpen}>
        <th scope="row">
          <button
            type="button"
            className={styles.open}
            aria-expanded={isOpen}
            aria-label={t("flow.events.details", { sequence: event.sequence })}
            onClick={onToggle}
          >
            {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
            {event.sequence}
          </button>
        </th>
        <td className={tableStyles.nowrap}>{formatClockMs(event.timestamp, language)}</td>
        <td className={tableStyles.number}>{since !== null && `+${formatDuration(since, t, language)}`}</td>
        <td>
          <span className={styles.type} data-colour={look}>
            <StateIcon look={look === "running" ? "pending" : look} title="" />
            <code>{event.type}</code>
          </span>
        </td>
        <td>{execution && <StepOfFlow flow={flow} id={step} tab="events" />}</td>
        <td className={tableStyles.number}>
          {item && (execution?.work_items.size ?? 0) > 1 && (
            <ItemOfFlow flow={flow} step={step} item={item}>
              {item.place + 1}
            </ItemOfFlow>
          )}
        </td>
        <td>
          <span className={styles.summary}>{eventSummary(event, { t, language }, masks)}</span>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={columns}>
            <EventDetails flow={flow} event={event} />
          </td>
        </tr>
      )}
    </>
  );
}
