import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Flow } from "../../model/flow";
import type { WorkItem } from "../../model/items";
import { itemName } from "../../model/itemNumber";
import { nameOf } from "./conditionWords";
import { keptSearch, type Tab } from "./flowSearch";

interface StepProps {
  readonly flow: Flow;
  readonly id: string;
  readonly tab?: Tab;
  readonly children?: ReactNode;
}

/** A step as it ran in this flow: its items, or another tab about it. */
export function StepOfFlow({ flow, id, tab = "items", children }: StepProps) {
  return (
    <Link
      from="/flows/$id"
      to="/flows/$id"
      params={{ id: flow.id }}
      search={(before) => ({ ...keptSearch(before), tab, step: id, item: undefined })}
      resetScroll={false}
    >
      {children ?? nameOf(flow, id)}
    </Link>
  );
}

interface ItemProps {
  readonly flow: Flow;
  readonly step: string;
  readonly item: WorkItem;
  readonly children: ReactNode;
}

/** One item of a step, opened. */
export function ItemOfFlow({ flow, step, item, children }: ItemProps) {
  return (
    <Link
      from="/flows/$id"
      to="/flows/$id"
      params={{ id: flow.id }}
      search={(before) => ({ ...keptSearch(before), tab: "items" as const, step, item: itemName(item) })}
      resetScroll={false}
    >
      {children}
    </Link>
  );
}
