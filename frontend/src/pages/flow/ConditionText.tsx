import { Link } from "@tanstack/react-router";
import type { Condition } from "../../model/condition";
import type { Flow } from "../../model/flow";
import { conditionWords } from "./conditionWords";
import { useWords } from "./useWords";

/** Why a step or an item stands where it stands, in words; a child flow is a link. */
export function ConditionText({ condition, flow }: { readonly condition: Condition; readonly flow: Flow }) {
  const words = conditionWords(condition, flow, useWords());
  if (condition.kind !== "childRunning") return <>{words}</>;
  return (
    <Link to="/flows/$id" params={{ id: condition.child }}>
      {words}
    </Link>
  );
}
