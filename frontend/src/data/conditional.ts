import type { Json } from "../model/json";
import { Refusal, request } from "./rest";

/** Answers that are kept to be asked for again. */
const MOST_KEPT = 8;

interface Kept {
  readonly etag: string;
  readonly body: Json;
}

const kept = new Map<string, Kept>();

/**
 * Reads what is asked for again and again, with the tag of the last answer: if nothing has changed, the server
 * sends nothing, and the answer is the very same value as before. Throws as `request` does.
 */
export async function readAgain(path: string, signal?: AbortSignal): Promise<Json> {
  const last = kept.get(path);
  try {
    const { body, headers } = await request(
      "GET",
      path,
      undefined,
      signal,
      last ? { "If-None-Match": last.etag } : {},
    );
    kept.delete(path);
    const etag = headers.get("ETag");
    if (etag !== null) keep(path, { etag, body });
    return body;
  } catch (error) {
    if (last && error instanceof Refusal && error.status === NOT_MODIFIED) return last.body;
    throw error;
  }
}

const NOT_MODIFIED = 304;

function keep(path: string, answer: Kept): void {
  kept.set(path, answer);
  if (kept.size <= MOST_KEPT) return;
  const oldest = kept.keys().next().value;
  if (oldest !== undefined) kept.delete(oldest);
}
