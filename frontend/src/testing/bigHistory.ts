import type { RecordedEvent } from "../model/event";
import { history, PLAN, type Fact } from "./history";

/** The history of a flow with so many items, each of which is tried twice: five events an item. */
export function bigHistory(items: number): readonly RecordedEvent[] {
  const tokens = Array.from({ length: items }, (_, place) => `token-${place}`);
  const of = (token: string) => ({ step_id: "ship", token });
  const inputs = Object.fromEntries(tokens.map((token, place) => [token, { cost: place }]));
  const facts: Fact[] = [
    ["flow_started", { plan: PLAN, init: { item: ["pen"] } }],
    ["step_started", { step_id: "price", inputs: {}, work_items: { p: {} } }],
    ["work_started", { step_id: "price", token: "p" }],
    ["work_succeeded", { step_id: "price", token: "p", outputs: { cost: [1] } }],
    ["attribute_set", { step_id: "price", key: "cost", value: [1] }],
    ["step_completed", { step_id: "price", outputs: { cost: [1] }, duration: 3 }],
    ["step_started", { step_id: "ship", inputs: { cost: [1] }, work_items: inputs }],
  ];
  for (const token of tokens) {
    facts.push(
      ["work_started", { ...of(token), inputs: inputs[token] ?? {} }],
      ["work_not_completed", { ...of(token), error: "HTTP 503" }],
      [
        "work_retry_scheduled",
        { ...of(token), retry_count: 1, error: "HTTP 503", next_retry_at: "2026-03-01T10:20:40Z" },
      ],
      ["work_started", { ...of(token), inputs: inputs[token] ?? {} }],
      ["work_succeeded", { ...of(token), outputs: { sent: true } }],
    );
  }
  facts.push(
    ["step_completed", { step_id: "ship", outputs: {}, duration: 9 }],
    ["flow_completed", { result: {} }],
    ["flow_deactivated", { status: "completed" }],
  );
  return history(...facts);
}
