import { expect, test } from "vitest";
import { history, STARTED, T0 } from "../testing/history";
import { criticalPath } from "./criticalPath";
import { evolveFlowAll } from "./evolveFlow";

test("the critical path leads from the maker that was waited for to what settled last", () => {
  const flow = evolveFlowAll(
    null,
    history(
      STARTED,
      ["step_started", { step_id: "price", inputs: {}, work_items: {} }],
      ["attribute_set", { step_id: "price", key: "cost", value: [1] }],
      ["step_completed", { step_id: "price", outputs: { cost: [1] }, duration: 2000 }],
      ["step_started", { step_id: "ship", inputs: {}, work_items: {} }],
      ["step_completed", { step_id: "ship", outputs: {}, duration: 1000 }],
    ),
  );
  if (!flow) throw new Error("no flow");
  expect(criticalPath(flow, T0 + 9000)).toEqual([
    { step: "price", waited: 1000, ran: 2000 },
    { step: "ship", waited: 1000, ran: 1000 },
  ]);
});
