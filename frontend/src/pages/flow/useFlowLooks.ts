import { useMemo, useState } from "react";
import type { CardLook, Looks } from "../../graph/look";
import { stepCondition, type Present } from "../../model/condition";
import type { AttributeValue, Execution, Flow } from "../../model/flow";
import type { ItemStatus } from "../../model/items";
import { executionLook, type Look } from "../../model/look";
import { shortValue } from "../../model/shortValue";
import type { Step } from "../../model/step";
import { formatDuration } from "../../ui/format";
import { conditionWords, type Words } from "./conditionWords";
import { isMaskedName, useMasks } from "./useMasks";
import { useWords } from "./useWords";

/** How each card of a flow looks. A card whose look says the same as before keeps the same object. */
export function useFlowLooks(
  flow: Flow,
  present: Present,
  insets: ReadonlyMap<string, NonNullable<CardLook["inset"]>>,
): Looks {
  const words = useWords();
  const masks = useMasks();
  const [keep] = useState(lookKeeper);
  const { now, step_timeout_ms } = present;
  return useMemo(() => {
    const looks = new Map<string, CardLook>();
    for (const [id, step] of flow.plan.steps) {
      const execution = flow.executions.get(id);
      if (!execution) continue;
      const inset = insets.get(id);
      const look: CardLook = {
        ...lookOf(flow, step, execution, { now, step_timeout_ms }, words, masks),
        ...(inset ? { inset } : {}),
      };
      looks.set(id, look);
    }
    return keep(looks);
  }, [flow, now, step_timeout_ms, insets, words, masks, keep]);
}

/** Gives back the objects of the last time where they say the same. */
function lookKeeper(): (looks: Map<string, CardLook>) => Looks {
  let last: Looks = new Map();
  return (looks) => {
    for (const [id, look] of looks) {
      const before = last.get(id);
      if (before && isSame(before, look)) looks.set(id, before);
    }
    last = looks;
    return looks;
  };
}

function lookOf(
  flow: Flow,
  step: Step,
  execution: Execution,
  present: Present,
  words: Words,
  masks: readonly string[],
): CardLook {
  const state = executionLook(execution, step.type, flow);
  const condition = stepCondition(flow, step, execution, present);
  const isGoal = flow.plan.goals.includes(step.id);
  const isDone = condition.kind === "done";
  const isOutline = state === "skipped" || state === "notRun";
  return {
    tone: isOutline ? "outline" : isGoal ? "goal" : "normal",
    state,
    hasEdge: true,
    word: isDone ? formatDuration(condition.ms, words.t, words.language) : words.t(`words.look.${state}`),
    ...(isDone ? {} : { line: conditionWords(condition, flow, words) }),
    values: valuesOf(flow, step, masks),
    ...(execution.work_items.size > 1 ? { bar: barOf(execution) } : {}),
  };
}

/** Of each attribute of the card the last value, and how many there are if there are several. */
function valuesOf(flow: Flow, step: Step, masks: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, role } of step.attributes) {
    if (role === "const" || role === "meta") continue;
    const all = flow.attributes.get(name) ?? [];
    const own = role === "output" ? all.filter((value) => value.step === step.id) : all;
    const text = shortValues(own);
    if (text !== null) values.set(name, isMaskedName(name, masks) ? "••••••" : text);
  }
  return values;
}

function shortValues(values: readonly AttributeValue[]): string | null {
  const last = values.at(-1);
  if (!last) return null;
  return values.length > 1 ? `${shortValue(last.value)} +${values.length - 1}` : shortValue(last.value);
}

const BAR: readonly (readonly [Look, readonly ItemStatus[]])[] = [
  ["done", ["succeeded"]],
  ["running", ["active"]],
  ["failed", ["failed", "not_completed", "compensation_failed"]],
  ["undoing", ["compensating", "compensated"]],
  ["pending", ["pending"]],
];

export function barOf({ work_items: { counts } }: Execution): NonNullable<CardLook["bar"]> {
  return BAR.map(([look, statuses]) => ({
    look,
    count: statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0),
  })).filter(({ count }) => count > 0);
}

function isSame(a: CardLook, b: CardLook): boolean {
  return (
    a.tone === b.tone &&
    a.state === b.state &&
    a.word === b.word &&
    a.line === b.line &&
    a.inset === b.inset &&
    isSameMap(a.values, b.values) &&
    JSON.stringify(a.bar) === JSON.stringify(b.bar)
  );
}

function isSameMap(a: CardLook["values"], b: CardLook["values"]): boolean {
  if (a?.size !== b?.size) return false;
  return !a || [...a].every(([name, text]) => b?.get(name) === text);
}
