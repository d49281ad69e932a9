import { useState } from "react";
import type { InputSection, PlanInput } from "../../model/planInputs";

/** The inputs by section. While they are held, each stays in the section and at the place that it had. */
export function useHeldSections(
  inputs: readonly PlanInput[],
  isHeld: boolean,
): ReadonlyMap<InputSection, readonly PlanInput[]> {
  const [order, setOrder] = useState<ReadonlyMap<string, InputSection>>(new Map());
  const present = new Map(inputs.map((input) => [input.name, input]));
  const next = isHeld
    ? new Map([...order].filter(([name]) => present.has(name)))
    : new Map<string, InputSection>();
  for (const { name, section } of inputs) if (!next.has(name)) next.set(name, section);
  if (!isSameOrder(order, next)) setOrder(next);
  const sections = new Map<InputSection, PlanInput[]>();
  for (const [name, section] of next) {
    const input = present.get(name);
    if (input) sections.set(section, [...(sections.get(section) ?? []), input]);
  }
  return sections;
}

function isSameOrder(a: ReadonlyMap<string, InputSection>, b: ReadonlyMap<string, InputSection>): boolean {
  const left = [...a];
  const right = [...b];
  return (
    left.length === right.length &&
    left.every(([name, section], at) => right[at]?.[0] === name && right[at][1] === section)
  );
}
