import { isJsonObject, parseJson, stringifyJson, type Json, type JsonObject } from "../model/json";
import { readText } from "../model/event";
import { noteDateHeader } from "./clock";

/** The server refused a request. `message` is the server's own text; it may have several lines. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    readonly status: number,
    message: string,
    /** The whole answer, with `details` at fields where there are some; `{}` when it was no object. */
    readonly body: JsonObject = {},
  ) {
    super(message);
  }
}

/** The server could not be reached, or did not answer as our server would. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export interface Answer {
  readonly body: Json;
  readonly headers: Headers;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Sends one request, with `more` headers. Numbers are exact both ways. Throws `Refusal` or `Unreachable`, nothing else. */
export async function request(
  method: Method,
  path: string,
  body?: Json,
  signal?: AbortSignal,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json", ...more };
  if (body !== undefined) headers["Content-Type"] ??= "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: stringifyJson(body) }),
      ...(signal ? { signal } : {}),
    });
    text = await response.text();
  } catch (cause) {
    throw new Unreachable(cause instanceof Error ? cause.message : "", { cause });
  }
  noteDateHeader(response.headers.get("Date"));
  const answered = readBody(text);
  if (!response.ok) {
    const body = isJsonObject(answered) ? answered : {};
    const message = readText(body["error"]) || `HTTP ${response.status} ${response.statusText}`.trim();
    throw new Refusal(response.status, message, body);
  }
  if (answered === undefined) throw new Unreachable(`${method} ${path}`);
  return { body: answered, headers: response.headers };
}

/** The path of a route with foreign ids in it: child flow ids have colons. */
export function pathOf(...segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join("/")}`;
}

function readBody(text: string): Json | undefined {
  if (text === "") return null;
  try {
    return parseJson(text);
  } catch {
    // Something between us and the server answered, with a page of its own.
    return undefined;
  }
}

function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}
