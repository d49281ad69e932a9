import { readObject, readText } from "../../model/event";
import { stringifyJson, type Json, type JsonObject } from "../../model/json";
import { attributeRows, innerName } from "./attributes";
import { parseJson } from "../../model/json";

/** One request as the engine would send it (`steps.md`, section 4). */
export interface RequestPreview {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** JSON text; null for a method without body. */
  readonly body: string | null;
  /** Where the result of an async step is posted; null for other types. */
  readonly callback: string | null;
}

/** The request for sample inputs, by attribute name. Ids that only a flow knows are shown in angle brackets. */
export function requestPreview(
  definition: JsonObject,
  samples: ReadonlyMap<string, Json>,
  webhookBaseUrl: string,
): RequestPreview {
  const http = readObject(definition["http"]);
  const stepId = readText(definition["id"]) || "<step id>";
  const method = readText(http["method"]) || "POST";
  const callback =
    definition["type"] === "async" ? `${webhookBaseUrl}/webhook/<flow id>/${stepId}/<receipt token>` : null;
  const inputs = sampleInputs(definition, samples, callback);
  const hasBody = method !== "GET";
  return {
    method,
    url: filled(readText(http["endpoint"]), inputs),
    headers: [
      ["Accept", "application/json"],
      ...(hasBody ? ([["Content-Type", "application/json"]] as const) : []),
      ["Argyll-Flow-ID", "<flow id>"],
      ["Argyll-Step-ID", stepId],
      ["Argyll-Receipt-Token", "<receipt token>"],
      ...(callback === null ? [] : ([["Argyll-Webhook-URL", callback]] as const)),
    ],
    body: hasBody ? stringifyJson(Object.fromEntries(inputs), 2) : null,
    callback,
  };
}

/** Values by inner name: samples where there are some, stored values of constants and defaults, and made-up ones. */
export function sampleInputs(
  definition: JsonObject,
  samples: ReadonlyMap<string, Json>,
  callback: string | null = null,
): ReadonlyMap<string, Json> {
  const inputs = new Map<string, Json>();
  for (const row of attributeRows(definition)) {
    const { name, role, type, spec } = row;
    const block = readObject(spec[role]);
    if (role === "output") continue;
    if (role === "meta") {
      const fact = factSample(readText(block["key"]), readText(definition["id"]), callback);
      if (fact !== null) inputs.set(name, fact);
      continue;
    }
    const stored = role === "const" ? block["value"] : role === "optional" ? block["default"] : undefined;
    const known = samples.get(name) ?? parsed(readText(stored));
    // An optional input without value and default is left out of a call.
    if (known === undefined && role === "optional") continue;
    inputs.set(innerName(row), known ?? sampleOf(type, name));
  }
  return inputs;
}

function factSample(key: string, stepId: string, callback: string | null): string | null {
  switch (key) {
    case "flow_id":
      return "<flow id>";
    case "step_id":
      return stepId;
    case "receipt_token":
      return "<receipt token>";
    case "webhook_url":
      return callback;
    default:
      return null;
  }
}

/** A value of a type, to show what a request looks like. */
export function sampleOf(type: string, name: string): Json {
  switch (type) {
    case "number":
      return 1;
    case "boolean":
      return true;
    case "object":
      return {};
    case "array":
      return [];
    case "null":
      return null;
    default:
      return name;
  }
}

function parsed(text: string): Json | undefined {
  try {
    return text === "" ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}

const PLACEHOLDER = /\{([^{}]+)\}/g;

/** The names in braces of an URL, each once, in order. */
export function placeholders(url: string): readonly string[] {
  return [...new Set([...url.matchAll(PLACEHOLDER)].map((match) => match[1]!))];
}

function filled(url: string, inputs: ReadonlyMap<string, Json>): string {
  return url.replace(PLACEHOLDER, (written, name: string) => {
    const value = inputs.get(name);
    return value === undefined ? written : encoded(value);
  });
}

/** Percent-encodes everything but the unreserved characters (`steps.md`, S9). */
function encoded(value: Json): string {
  const text = typeof value === "string" ? value : stringifyJson(value);
  if (text === "." || text === "..") return text.replaceAll(".", "%2E");
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The request as a command line for a shell. */
export function asCurl({ method, url, headers, body }: RequestPreview): string {
  const parts = [
    `curl -X ${method} ${quoted(url)}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data ${quoted(body)}`]),
  ];
  return parts.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
