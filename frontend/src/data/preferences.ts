import { create } from "zustand";
import { readObject } from "../model/event";
import { parseJson, stringifyJson, type Json, type JsonObject } from "../model/json";
import { request } from "./rest";
import { useSession } from "./session";

const MEMORY = "argyll.preferences";
/** Changes within this time are sent together: a column that is being resized changes with every move. */
const QUIET_MS = 800;

/** What was changed in this tab; it wins over what the server kept. */
const useChanged = create<{ readonly changed: JsonObject }>(() => ({ changed: {} }));

let timer: ReturnType<typeof setTimeout> | null = null;

/** A preference by name: as changed here, else as the server keeps it, else as this browser does. */
export function usePreference(name: string): Json | undefined {
  const changed = useChanged((state) => state.changed[name]);
  const session = useSession().data;
  if (changed !== undefined) return changed;
  return session?.preferences[name] ?? remembered()[name];
}

/** Keeps a preference in this browser at once, and on the server as soon as it answers. Never fails. */
export function setPreference(name: string, value: Json): void {
  useChanged.setState(({ changed }) => ({ changed: { ...changed, [name]: value } }));
  remember({ ...remembered(), [name]: value });
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => void send(), QUIET_MS);
}

async function send(): Promise<void> {
  timer = null;
  try {
    // The object is replaced as a whole, so what other pages and tabs keep in it is read first.
    const session = readObject((await request("GET", "/api/ui/session")).body);
    const kept = readObject(session["preferences"]);
    await request("PUT", "/api/ui/preferences", { ...kept, ...useChanged.getState().changed });
  } catch {
    // This browser has it; the server gets it with the next change.
  }
}

let cache: JsonObject | null = null;

function remembered(): JsonObject {
  cache ??= readMemory();
  return cache;
}

function readMemory(): JsonObject {
  try {
    return readObject(parseJson(localStorage.getItem(MEMORY) ?? "{}"));
  } catch {
    return {};
  }
}

function remember(preferences: JsonObject): void {
  cache = preferences;
  try {
    localStorage.setItem(MEMORY, stringifyJson(preferences));
  } catch {
    // A browser without storage forgets them with the page.
  }
}
