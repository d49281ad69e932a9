import { isJsonList, isJsonObject, parseJson, stringifyJson, type Json } from "../model/json";
import { readObject } from "../model/event";
import type { Draft } from "./draft/draft";
import type { Base } from "./editorStore";

const PREFIX = "argyll.draft.";
const KEPT_MS = 7 * 86_400_000;

/** An edit that was not saved, as this browser keeps it. */
export interface KeptDraft {
  /** By the browser's clock. */
  readonly at: number;
  readonly base: Base;
  readonly draft: Draft;
}

/** Keeps the draft under a name. A browser without storage keeps nothing, and says nothing. */
export function keepDraft(name: string, { at, base, draft }: KeptDraft): void {
  const kept: Json = {
    at,
    base: { ...base },
    draft: {
      definition: draft.definition,
      texts: [...draft.texts],
      json: draft.json,
      parked: [...draft.parked],
      samples: [...draft.samples],
    },
  };
  try {
    localStorage.setItem(PREFIX + name, stringifyJson(kept));
  } catch {
    // Storage may be full or forbidden; the draft then lives as long as its page.
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Without storage there is none to drop.
  }
}

/** The draft that was kept under a name in the last 7 days; null otherwise. */
export function keptDraft(name: string, now: number): KeptDraft | null {
  const kept = read(PREFIX + name);
  return kept && now - kept.at < KEPT_MS ? kept : null;
}

/** Drops what is too old; with `all`, everything: at sign-out nothing of a user stays in the browser. */
export function dropDrafts(now: number, all = false): void {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      if (all || now - (read(key)?.at ?? 0) >= KEPT_MS) localStorage.removeItem(key);
    }
  } catch {
    // Without storage there are none.
  }
}

function read(key: string): KeptDraft | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : readKept(parseJson(text));
  } catch {
    return null;
  }
}

function readKept(value: Json): KeptDraft | null {
  if (!isJsonObject(value) || typeof value["at"] !== "number") return null;
  const base = readObject(value["base"]);
  const draft = readObject(value["draft"]);
  if (!isJsonObject(draft["definition"]) || !isJsonObject(base["definition"])) return null;
  const json = draft["json"];
  return {
    at: value["at"],
    base: {
      id: typeof base["id"] === "string" ? base["id"] : null,
      definition: base["definition"],
      etag: typeof base["etag"] === "string" ? base["etag"] : null,
    },
    draft: {
      definition: draft["definition"],
      texts: new Map(pairs(draft["texts"], isText)),
      json: typeof json === "string" ? json : null,
      parked: new Map(pairs(draft["parked"], isAny)),
      samples: new Map(pairs(draft["samples"], isText)),
    },
  };
}

function pairs<T extends Json>(
  list: Json | undefined,
  isOne: (value: Json) => value is T,
): (readonly [string, T])[] {
  if (!isJsonList(list)) return [];
  return list.flatMap((pair): (readonly [string, T])[] => {
    if (!isJsonList(pair)) return [];
    const [key, value] = pair;
    return typeof key === "string" && value !== undefined && isOne(value) ? [[key, value]] : [];
  });
}

function isText(value: Json): value is string {
  return typeof value === "string";
}

function isAny(value: Json): value is Json {
  return value !== undefined;
}
