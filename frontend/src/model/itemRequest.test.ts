import { expect, test } from "vitest";
import { history, STARTED } from "../testing/history";
import { evolveFlowAll } from "./evolveFlow";
import { itemAsCurl } from "./itemRequest";
import { itemAt } from "./items";
import { readStep } from "./step";

test("the request of an item fills in the endpoint, and quotes for a shell", () => {
  const flow = evolveFlowAll(
    null,
    history(STARTED, [
      "step_started",
      { step_id: "ship", inputs: { cost: [1] }, work_items: { t1: { cost: "a/b" } } },
    ]),
  );
  const execution = flow?.executions.get("ship");
  const item = execution && itemAt(execution.work_items, 0);
  const step = readStep({
    id: "ship",
    type: "async",
    http: { endpoint: "http://ships.test/{cost}?note={none}", method: "PUT" },
    attributes: { cost: { role: "required" }, me: { role: "meta", meta: { key: "step_id" } } },
  });
  if (!flow || !execution || !item) throw new Error("nothing started");
  expect(
    itemAsCurl(flow, step, execution, { ...item, inputs: { cost: "it's/1" } }, "http://node").split(" \\\n"),
  ).toEqual([
    "curl -X PUT 'http://ships.test/it%27s%2F1?note={none}'",
    "  -H 'Accept: application/json'",
    "  -H 'Content-Type: application/json'",
    "  -H 'Argyll-Flow-ID: f-1'",
    "  -H 'Argyll-Step-ID: ship'",
    "  -H 'Argyll-Receipt-Token: t1'",
    "  -H 'Argyll-Webhook-URL: http://node/webhook/f-1/ship/t1'",
    String.raw`  -d '{"cost":"it'\''s/1","me":"ship"}'`,
  ]);
});
