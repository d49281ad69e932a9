import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CardLook, Looks } from "../../graph/look";
import type { Catalog } from "../../model/catalog";
import { NO_EDGES } from "../../model/plan";
import { consumed, healthSource, provided, type Attribute, type Step } from "../../model/step";
import { StateMark } from "../../ui/StateMark";
import { TypeMark } from "../../ui/TypeMark";
import pageStyles from "../page.module.css";
import styles from "./Catalog.module.css";
import { AttributeButton, StepName } from "./inspector/links";
import { Marked } from "./Marked";

const ENTRY_HEIGHT = 130;

interface Props {
  readonly steps: readonly Step[];
  readonly catalog: Catalog;
  readonly looks: Looks;
  readonly words: readonly string[];
  readonly selected: ReadonlySet<string>;
}

/** All that the graph says, in text: for each step its inputs with who makes them, its outputs with who takes them. */
export function OutlineView({ steps, catalog, looks, words, selected }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: steps.length,
    estimateSize: () => ENTRY_HEIGHT,
    getItemKey: (index) => steps[index]?.id ?? index,
    overscan: 8,
    scrollMargin: top,
  });
  return (
    <ol
      ref={list}
      className={styles.outline}
      aria-label={t("catalog.view.outline")}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map(({ key, index, start }) => {
        const step = steps[index];
        if (!step) return null;
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={steps.length}
            aria-current={selected.has(step.id) || undefined}
            style={{ transform: `translateY(${start - top}px)` }}
          >
            <Entry step={step} catalog={catalog} look={looks.get(step.id)} words={words} />
          </li>
        );
      })}
    </ol>
  );
}

interface EntryProps {
  readonly step: Step;
  readonly catalog: Catalog;
  readonly look: CardLook | undefined;
  readonly words: readonly string[];
}

function Entry({ step, catalog, look, words }: EntryProps) {
  const { t } = useTranslation();
  return (
    <article className={styles.entry} data-marked={look?.isMarked || undefined}>
      <div className={styles.entryHead}>
        <h2>
          <StepName id={step.id} />
        </h2>
        {step.name !== step.id && (
          <code>
            <Marked text={step.id} words={words} />
          </code>
        )}
        <TypeMark type={step.type} />
        {look?.state && healthSource(step) !== "none" && <StateMark look={look.state} />}
        {look?.word && <strong>{look.word}</strong>}
        {look?.line && <span>{look.line}</span>}
      </div>
      <Ends
        title={t("catalog.inspector.needs")}
        attributes={consumed(step)}
        end="providers"
        catalog={catalog}
      />
      <Ends
        title={t("catalog.inspector.makes")}
        attributes={provided(step)}
        end="consumers"
        catalog={catalog}
      />
    </article>
  );
}

interface EndsProps {
  readonly title: string;
  readonly attributes: readonly Attribute[];
  readonly end: "providers" | "consumers";
  readonly catalog: Catalog;
}

function Ends({ title, attributes, end, catalog }: EndsProps) {
  const { t } = useTranslation();
  if (attributes.length === 0) return null;
  return (
    <>
      <h3 className={pageStyles.secondary}>{title}</h3>
      <ul className={styles.ends}>
        {attributes.map(({ name, role }) => {
          const ids = (catalog.attributes.get(name) ?? NO_EDGES)[end];
          const nobody = end === "providers" ? t("step.givenAtStart") : t("step.unused");
          return (
            <li key={name}>
              <AttributeButton name={name} />
              {role === "optional" && <span>{t("words.role.optional")}</span>}
              <span className={pageStyles.secondary}>
                {ids.length === 0 ? nobody : end === "providers" ? t("step.from") : t("step.to")}
              </span>
              {ids.map((id) => (
                <StepName key={id} id={id} />
              ))}
            </li>
          );
        })}
      </ul>
    </>
  );
}
