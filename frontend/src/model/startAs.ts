import { isExactDecimal, isJsonList, isJsonObject, stringifyJson, type Json, type JsonObject } from "./json";
import type { Init } from "./startDraft";

/** What is sent to start a flow (`api.md`, section 6.1). */
export interface StartRequest {
  readonly id: string;
  readonly goals: readonly string[];
  readonly init: Init;
  readonly labels: Readonly<Record<string, string>>;
}

/** The body of the request; what is empty is left out. */
export function startBody({ id, goals, init, labels }: StartRequest): JsonObject {
  return {
    id,
    goals,
    ...(Object.keys(init).length > 0 ? { init } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
}

/** The start as a command for a shell. */
export function startAsCurl(origin: string, start: StartRequest): string {
  const body = stringifyJson(startBody(start), 2).replaceAll("'", String.raw`'\''`);
  return [
    `curl -X POST ${origin}/engine/flow \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
    "",
  ].join("\n");
}

/** The start as a program. Decimals that Python would round go as JSON text, so that they arrive as they are. */
export function startAsPython(origin: string, start: StartRequest): string {
  const body = startBody(start);
  const url = JSON.stringify(`${origin}/engine/flow`);
  const call = holdsExactDecimal(body)
    ? `httpx.post(${url}, content=${JSON.stringify(stringifyJson(body))})`
    : `httpx.post(${url}, json=${pythonOf(body, "")})`;
  return [
    "import httpx",
    "",
    `answer = ${call}`,
    "answer.raise_for_status()",
    'print(answer.json()["flow_id"])',
    "",
  ].join("\n");
}

function pythonOf(value: Json, indent: string): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  const deeper = `${indent}    `;
  if (isJsonList(value)) {
    return value.length === 0 ? "[]" : `[${value.map((item) => pythonOf(item, indent)).join(", ")}]`;
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${deeper}${JSON.stringify(name)}: ${pythonOf(member, deeper)},\n`,
    );
    return members.length === 0 ? "{}" : `{\n${members.join("")}${indent}}`;
  }
  return stringifyJson(value);
}

function holdsExactDecimal(value: Json): boolean {
  if (isExactDecimal(value)) return true;
  if (isJsonList(value)) return value.some(holdsExactDecimal);
  return isJsonObject(value) && Object.values(value).some(holdsExactDecimal);
}
