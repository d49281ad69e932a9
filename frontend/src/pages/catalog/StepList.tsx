import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Step } from "../../model/step";
import { TypeIcon } from "../../ui/TypeMark";
import styles from "./Catalog.module.css";
import { Marked } from "./Marked";

const ROW_HEIGHT = 42;

interface Props {
  readonly steps: readonly Step[];
  readonly words: readonly string[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (id: string) => void;
}

/** All found steps in a narrow list beside the graph of some of them. */
export function StepList({ steps, words, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const current = steps.findIndex(({ id }) => selected.has(id));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = steps[Math.max(0, Math.min(steps.length - 1, current + by))];
    if (by === 0 || !next) return;
    event.preventDefault();
    onSelect(next.id);
    virtualizer.scrollToIndex(steps.indexOf(next));
  };
  return (
    <div
      ref={scroller}
      className={styles.list}
      role="listbox"
      tabIndex={0}
      aria-label={t("catalog.list")}
      aria-activedescendant={current >= 0 ? `found-${current}` : undefined}
      onKeyDown={onKeyDown}
      onClick={({ target }) => {
        const row = target instanceof Element ? target.closest<HTMLElement>("[data-id]") : null;
        if (row?.dataset["id"] !== undefined) onSelect(row.dataset["id"]);
      }}
    >
      <div style={{ height: virtualizer.getTotalSize() }} className={styles.listPlane} role="presentation">
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const step = steps[index];
          if (!step) return null;
          return (
            <div
              key={step.id}
              id={`found-${index}`}
              role="option"
              aria-selected={selected.has(step.id)}
              aria-setsize={steps.length}
              aria-posinset={index + 1}
              tabIndex={-1}
              className={styles.listRow}
              style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
              data-id={step.id}
            >
              <TypeIcon type={step.type} title={t(`words.type.${step.type}`)} />
              <span className={styles.listName}>
                <Marked text={step.name} words={words} />
              </span>
              {step.name !== step.id && (
                <span className={styles.listId}>
                  <Marked text={step.id} words={words} />
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
