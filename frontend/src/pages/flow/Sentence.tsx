import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { childFlowId, type Flow } from "../../model/flow";
import { itemAt } from "../../model/items";
import { flowSentence, type Sentence as Sense, type Undoing } from "../../model/sentence";
import { errorLine, serviceError } from "../../model/serviceError";
import { formatDuration } from "../../ui/format";
import { Phrase } from "../../ui/Phrase";
import { ConditionText } from "./ConditionText";
import { nameOf, reasonWords, tickingWords } from "./conditionWords";
import { ItemOfFlow, StepOfFlow } from "./FlowLink";
import { usePresent } from "./present";
import styles from "./Sentence.module.css";
import { useWords } from "./useWords";

/** How the flow stands, in one sentence (`ui.md`, section 13.1). */
export function Sentence({ flow }: { readonly flow: Flow }) {
  const present = usePresent(flow.status === "active");
  return (
    <p className={styles.sentence}>
      <SentenceWords flow={flow} sentence={flowSentence(flow, present)} />
    </p>
  );
}

interface Props<T extends Sense["kind"] = Sense["kind"]> {
  readonly flow: Flow;
  readonly sentence: Extract<Sense, { kind: T }>;
}

function SentenceWords({ flow, sentence }: Props) {
  const { t, i18n } = useTranslation();
  switch (sentence.kind) {
    case "completed":
      return (
        <>
          {t("flow.sentence.completed", { duration: formatDuration(sentence.ms, t, i18n.language) })}{" "}
          {t("flow.sentence.ran", { count: sentence.ran })}
          {sentence.skipped > 0 && t("flow.sentence.skipped", { count: sentence.skipped })}
          {sentence.failed > 0 && t("flow.sentence.alsoFailed", { count: sentence.failed })}.
          {sentence.isSettling && ` ${t("flow.sentence.settling")}`}
        </>
      );
    case "failed":
      return <Failed flow={flow} sentence={sentence} />;
    case "undoing":
      return <UndoingWords flow={flow} undoing={sentence.undoing} kind="undoing" />;
    case "waiting":
      return <Waiting flow={flow} sentence={sentence} />;
    case "items":
      return <Items flow={flow} sentence={sentence} />;
    case "running":
      return <Running flow={flow} sentence={sentence} />;
  }
}

function Failed({ flow, sentence }: Props<"failed">) {
  const { t, i18n } = useTranslation();
  const { cause, error, undoing } = sentence;
  const begin = undoing ? (
    <UndoingWords flow={flow} undoing={undoing} kind="failedUndoing" />
  ) : (
    t("flow.sentence.failed", { duration: formatDuration(sentence.ms, t, i18n.language) })
  );
  if (cause.step === null) {
    return (
      <>
        {begin} {error}
      </>
    );
  }
  const goal = cause.chain[0];
  const isSkipped = flow.executions.get(cause.step)?.status === "skipped";
  return (
    <>
      {begin}
      {undoing ? " " : ": "}
      {isSkipped ? (
        <Skipped flow={flow} step={cause.step} />
      ) : cause.lacks.length > 0 || cause.source !== null ? (
        <Lacking flow={flow} sentence={sentence} />
      ) : (
        <Broken flow={flow} sentence={sentence} />
      )}
      {goal !== undefined && goal !== cause.step && (
        <>
          {" "}
          <Phrase
            text={(mark) => t("flow.sentence.couldNotRun", mark)}
            parts={{ goal: <Name flow={flow} id={goal} /> }}
          />
        </>
      )}
      {sentence.isSettling && !undoing && ` ${t("flow.sentence.settling")}`}
    </>
  );
}

/** The step itself failed: refused by its service, or for one of its items. */
function Broken({ flow, sentence: { cause, error } }: Props<"failed">) {
  const { t } = useTranslation();
  const id = cause.step ?? "";
  const step = <Name flow={flow} id={id} />;
  const { status, text } = serviceError(error);
  const execution = flow.executions.get(id);
  const total = execution?.work_items.size ?? 0;
  const only = execution && total === 1 ? itemAt(execution.work_items, 0) : undefined;
  if (cause.item) {
    const number = (
      <ItemOfFlow flow={flow} step={id} item={cause.item}>
        {t("flow.sentence.itemNumber", { number: cause.item.place + 1 })}
      </ItemOfFlow>
    );
    return (
      <>
        <Phrase
          text={(mark) => t("flow.sentence.failedItem", { ...mark, total })}
          parts={{ step, item: number }}
        />{" "}
        ({errorLine(error)}).
      </>
    );
  }
  if (flow.plan.steps.get(id)?.type === "flow" && only) {
    const child = (
      <Link to="/flows/$id" params={{ id: childFlowId(flow.id, id, only.token) }}>
        {t("flow.sentence.childFlow")}
      </Link>
    );
    return (
      <>
        <Phrase text={(mark) => t("flow.sentence.childFailed", mark)} parts={{ step, child }} />{" "}
        {ended(errorLine(error))}
      </>
    );
  }
  const tries = (only?.retry_count ?? 0) + 1;
  if (status !== null && status < 500) {
    const said = text ? `: ${ended(text)}` : ".";
    return (
      <>
        <Phrase text={(mark) => t("flow.sentence.refused", { ...mark, status })} parts={{ step }} />
        {said}
      </>
    );
  }
  return (
    <>
      <Phrase
        text={(mark) =>
          tries > 1
            ? t("flow.sentence.gaveUp", { ...mark, count: tries })
            : t("flow.sentence.brokeDown", mark)
        }
        parts={{ step }}
      />
      {error ? `: ${ended(status === null ? text : errorLine(error))}` : "."}
    </>
  );
}

/** The step never ran, because an input could no longer come. */
function Lacking({ flow, sentence: { cause } }: Props<"failed">) {
  const { t } = useTranslation();
  const step = <Name flow={flow} id={cause.step ?? ""} />;
  const source = cause.source === null ? undefined : flow.executions.get(cause.source);
  const values = { attributes: cause.lacks.join(", ") };
  if (cause.source === null || !source) {
    return <Phrase text={(mark) => t("flow.sentence.lacking", { ...mark, ...values })} parts={{ step }} />;
  }
  const parts = { step, source: <Name flow={flow} id={cause.source} /> };
  if (source.status !== "skipped") {
    return <Phrase text={(mark) => t("flow.sentence.madeNothing", { ...mark, ...values })} parts={parts} />;
  }
  return (
    <>
      <Phrase text={(mark) => t("flow.sentence.sourceSkipped", { ...mark, ...values })} parts={parts} />:{" "}
      {ended(reasonWords(source.error, source.unsatisfied, t))}
    </>
  );
}

function Skipped({ flow, step }: { readonly flow: Flow; readonly step: string }) {
  const { t } = useTranslation();
  const execution = flow.executions.get(step);
  return (
    <>
      <Phrase
        text={(mark) => t("flow.sentence.goalSkipped", mark)}
        parts={{ step: <Name flow={flow} id={step} /> }}
      />
      : {ended(reasonWords(execution?.error ?? "", execution?.unsatisfied ?? [], t))}
    </>
  );
}

function UndoingWords({
  flow,
  undoing,
  kind,
}: {
  readonly flow: Flow;
  readonly undoing: Undoing;
  readonly kind: "undoing" | "failedUndoing";
}) {
  const { step, left, total } = undoing;
  const { t } = useTranslation();
  const parts = { step: <Name flow={flow} id={step} /> };
  return <Phrase text={(mark) => t(`flow.sentence.${kind}`, { ...mark, left, total })} parts={parts} />;
}

function Waiting({ flow, sentence: { step, condition } }: Props<"waiting">) {
  const words = useWords();
  const { t } = words;
  const parts = { step: <Name flow={flow} id={step} /> };
  if (condition.kind === "waitsForCallback") {
    const duration = tickingWords(condition.ms, words);
    return <Phrase text={(mark) => t("flow.sentence.callback", { ...mark, duration })} parts={parts} />;
  }
  if (condition.kind === "retryIn" || condition.kind === "retryDue") {
    const { tryNumber, tries, error } = condition;
    const values = {
      tryNumber,
      tries,
      duration: condition.kind === "retryIn" ? tickingWords(condition.ms, words) : "",
      error: ended(errorLine(error)),
    };
    const key = condition.kind === "retryIn" ? "retry" : "retryDue";
    const form = tries === null ? (`${key}NoLimit` as const) : key;
    return <Phrase text={(mark) => t(`flow.sentence.${form}`, { ...mark, ...values })} parts={parts} />;
  }
  return (
    <>
      {parts.step}: <ConditionText flow={flow} condition={condition} />.
    </>
  );
}

function Items({ flow, sentence }: Props<"items">) {
  const words = useWords();
  const { t } = words;
  const { step, done, total, parallelism, left, retrying } = sentence;
  const parts = { step: <Name flow={flow} id={step} /> };
  if (retrying > 0) {
    const values = { done, total, retrying };
    return <Phrase text={(mark) => t("flow.sentence.itemsRetrying", { ...mark, ...values })} parts={parts} />;
  }
  return (
    <>
      <Phrase
        text={(mark) => t("flow.sentence.items", { ...mark, done, total, parallelism })}
        parts={parts}
      />
      {left !== null && left > 0
        ? `, ${t("flow.sentence.left", { duration: tickingWords(left, words) })}.`
        : "."}
    </>
  );
}

const NAMED_STEPS = 3;

function Running({ flow, sentence: { done, total, active } }: Props<"running">) {
  const { t } = useTranslation();
  const named = active.slice(0, NAMED_STEPS);
  return (
    <>
      {t("flow.sentence.running", { done, total })}
      {named.map(({ step, condition }) => (
        <span key={step} className={styles.part}>
          <Name flow={flow} id={step} />: <ConditionText flow={flow} condition={condition} />.
        </span>
      ))}
      {active.length > named.length && ` ${t("flow.sentence.more", { count: active.length - named.length })}`}
    </>
  );
}

function Name({ flow, id }: { readonly flow: Flow; readonly id: string }): ReactNode {
  return (
    <strong>
      <StepOfFlow flow={flow} id={id}>
        {nameOf(flow, id)}
      </StepOfFlow>
    </strong>
  );
}

/** A text as a sentence of its own. */
function ended(text: string): string {
  return /[.!?…]\s*$/.test(text) ? text : `${text}.`;
}
