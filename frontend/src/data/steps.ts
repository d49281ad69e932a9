import { readObject } from "../model/event";
import type { JsonObject } from "../model/json";
import { pathOf, request, Refusal } from "./rest";

/** A stored definition, and the tag that says which version of it this is. */
export interface StoredStep {
  readonly definition: JsonObject;
  /** Null when the server gave none: then writes cannot be guarded. */
  readonly etag: string | null;
}

/** The stored step as the engine keeps it; null when there is none. */
export async function readStoredStep(id: string, signal?: AbortSignal): Promise<StoredStep | null> {
  try {
    const { body, headers } = await request("GET", pathOf("engine", "step", id), undefined, signal);
    return { definition: readObject(body), etag: headers.get("ETag") };
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

/** Registers a new step; a refusal with 409 says that the id is taken. Answers the stored form. */
export async function createStep(definition: JsonObject): Promise<JsonObject> {
  const { body } = await request("POST", "/engine/step", definition);
  return readObject(readObject(body)["step"]);
}

/** Replaces a step if it is still the version of `etag`; a refusal with 412 says that it is not. */
export async function updateStep(
  id: string,
  definition: JsonObject,
  etag: string | null,
): Promise<JsonObject> {
  const { body } = await request("PUT", pathOf("engine", "step", id), definition, undefined, guard(etag));
  return readObject(readObject(body)["step"]);
}

/** Removes a step if it is still the version of `etag`. */
export async function removeStep(id: string, etag: string | null = null): Promise<void> {
  await request("DELETE", pathOf("engine", "step", id), undefined, undefined, guard(etag));
}

function guard(etag: string | null): Readonly<Record<string, string>> {
  return etag === null ? {} : { "If-Match": etag };
}
