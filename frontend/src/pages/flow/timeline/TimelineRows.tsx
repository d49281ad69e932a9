import { getRouteApi } from "@tanstack/react-router";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../../model/flow";
import type { Instant } from "../../../model/instants";
import { itemName } from "../../../model/itemNumber";
import { itemOf } from "../../../model/items";
import { xOf, type TimeAxis, type View } from "../../../model/timeAxis";
import type { StepLine } from "../../../model/timeline";
import { nameOf } from "../conditionWords";
import { keptSearch } from "../flowSearch";
import { Lane } from "./Lane";
import styles from "./timeline.module.css";

const route = getRouteApi("/flows/$id");

/** So many items of a step are drawn; of more, one searches. */
const MOST_ITEMS = 200;

interface Props {
  readonly flow: Flow;
  readonly lines: readonly StepLine[];
  readonly axis: TimeAxis;
  readonly view: View;
  readonly now: Instant;
  /** Steps of the critical path; null when it is not marked. */
  readonly path: ReadonlySet<string> | null;
  /** The moment of replay; null for now. */
  readonly moment: Instant | null;
  readonly selected: string | undefined;
}

/** A row for each step, which opens to its items. */
export function TimelineRows({ flow, lines, axis, view, now, path, moment, selected }: Props) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    new Set(selected === undefined ? [] : [selected]),
  );
  const toggle = (step: string) => {
    const next = new Set(opened);
    if (!next.delete(step)) next.add(step);
    setOpened(next);
  };
  const select = (step: string) =>
    void navigate({
      search: (before) => ({
        ...keptSearch(before),
        step: before.step === step ? undefined : step,
        item: undefined,
      }),
      replace: true,
      resetScroll: false,
    });
  const lineAt = moment === null ? null : (xOf(axis, moment) - view.from) / (view.to - view.from);
  return (
    <div className={styles.rows} role="list" aria-label={t("flow.timeline.label")}>
      {lines.map((line) => {
        const { step } = line;
        const isOpen = opened.has(step) && line.items.length > 1;
        return (
          <div key={step} role="listitem">
            <div
              className={styles.line}
              data-selected={step === selected || undefined}
              data-faded={(path && !path.has(step)) || undefined}
            >
              <span className={styles.label}>
                {line.items.length > 1 ? (
                  <button
                    type="button"
                    className={styles.fold}
                    aria-expanded={isOpen}
                    aria-label={t("flow.timeline.items", { name: nameOf(flow, step) })}
                    onClick={() => toggle(step)}
                  >
                    {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
                  </button>
                ) : (
                  <span className={styles.noFold} />
                )}
                <button
                  type="button"
                  className={styles.name}
                  aria-pressed={step === selected}
                  title={nameOf(flow, step)}
                  onClick={() => select(step)}
                >
                  {nameOf(flow, step)}
                </button>
              </span>
              <Lane bars={line.bars} marks={line.marks} {...{ axis, view, now, lineAt }} />
            </div>
            {isOpen && <ItemLines {...{ flow, line, axis, view, now, lineAt }} />}
          </div>
        );
      })}
    </div>
  );
}

interface ItemLinesProps extends Pick<Props, "flow" | "axis" | "view" | "now"> {
  readonly line: StepLine;
  readonly lineAt: number | null;
}

function ItemLines({ flow, line, axis, view, now, lineAt }: ItemLinesProps) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const [text, setText] = useState("");
  const table = flow.executions.get(line.step)?.work_items;
  const number = (token: string) => {
    const item = table && itemOf(table, token);
    return item ? itemName(item) : "";
  };
  const wanted = text.trim();
  const shown =
    wanted === "" ? line.items : line.items.filter(({ token }) => number(token).startsWith(wanted));
  return (
    <>
      {line.items.length > MOST_ITEMS && (
        <div className={styles.itemSearch}>
          <input
            type="search"
            aria-label={t("flow.timeline.searchItems")}
            placeholder={t("flow.timeline.searchItems")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {t("flow.timeline.shownItems", {
            count: Math.min(shown.length, MOST_ITEMS),
            total: line.items.length,
          })}
        </div>
      )}
      {shown.slice(0, MOST_ITEMS).map(({ token, bars }) => (
        <div key={token} className={styles.line} data-item>
          <span className={styles.label}>
            <span className={styles.noFold} />
            <button
              type="button"
              className={styles.name}
              onClick={() =>
                void navigate({
                  search: (before) => ({
                    ...keptSearch(before),
                    tab: "items" as const,
                    step: line.step,
                    item: number(token),
                  }),
                  resetScroll: false,
                })
              }
            >
              {t("flow.sentence.itemNumber", { number: number(token) })}
            </button>
          </span>
          <Lane bars={bars} marks={NO_MARKS} {...{ axis, view, now, lineAt }} />
        </div>
      ))}
    </>
  );
}

const NO_MARKS: StepLine["marks"] = [];
