import { readObject, readText } from "./event";
import type { Execution, Flow } from "./flow";
import { parentOf } from "./flow";
import type { WorkItem } from "./items";
import { stringifyJson, type Json, type JsonObject } from "./json";
import type { Step } from "./step";

/** The request of an item as a command for a shell (`steps.md`, section 4). `base` is the start of webhook URLs. */
export function itemAsCurl(
  flow: Flow,
  step: Step,
  execution: Execution,
  item: WorkItem,
  base: string,
): string {
  const http = readObject(step.stored["http"]);
  const method = readText(http["method"]) || "POST";
  const webhook = `${base}/webhook/${[flow.id, step.id, item.token].map(encodeURIComponent).join("/")}`;
  const inputs = { ...execution.inputs, ...item.inputs };
  const headers: readonly (readonly [string, string])[] = [
    ["Accept", "application/json"],
    ...(method === "GET" ? [] : [["Content-Type", "application/json"] as const]),
    ["Argyll-Flow-ID", flow.id],
    ["Argyll-Step-ID", step.id],
    ["Argyll-Receipt-Token", item.token],
    ...(step.type === "async" ? [["Argyll-Webhook-URL", webhook] as const] : []),
  ];
  const body = { ...inputs, ...metaValues(flow, step, item, webhook) };
  return [
    `curl -X ${method} ${quoted(filled(readText(http["endpoint"]), inputs))}`,
    ...headers.map(([name, value]) => `  -H ${quoted(`${name}: ${value}`)}`),
    ...(method === "GET" ? [] : [`  -d ${quoted(stringifyJson(body))}`]),
  ].join(" \\\n");
}

/** Facts about the call that the step asks for, by the names of its attributes. */
function metaValues(flow: Flow, step: Step, item: WorkItem, webhook: string): JsonObject {
  const parent = parentOf(flow);
  const facts: Readonly<Record<string, string | undefined>> = {
    flow_id: flow.id,
    step_id: step.id,
    receipt_token: item.token,
    webhook_url: step.type === "async" ? webhook : undefined,
    parent_flow_id: parent?.flow_id,
    parent_step_id: parent?.step_id,
    parent_work_item_token: parent?.token,
  };
  const values = step.attributes.flatMap(({ name, role, config }) => {
    const value = role === "meta" ? facts[readText(config["key"])] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

/** The endpoint with its placeholders filled in. One without a value stays. */
function filled(endpoint: string, inputs: JsonObject): string {
  return endpoint.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    return value === undefined ? whole : encoded(value);
  });
}

/** All but letters, digits, `-`, `.`, `_` and `~` (S9). */
function encoded(value: Json): string {
  const text = typeof value === "string" ? value : stringifyJson(value);
  if (text === "." || text === "..") return text.replaceAll(".", "%2E");
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
