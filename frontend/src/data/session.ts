import { useQuery } from "@tanstack/react-query";
import { readInteger, readObject, readText, readTexts } from "../model/event";
import type { JsonObject } from "../model/json";
import { request } from "./rest";

/** What the server tells the page about itself and about who looks (`ui.md`, section 20). */
export interface Session {
  /** Null until accounts exist. */
  readonly user: string | null;
  readonly role: string;
  readonly open_access: boolean;
  readonly engine: EngineDefaults;
  readonly webhook_base_url: string;
  /** Values whose names contain one of these are masked. */
  readonly mask_patterns: readonly string[];
  readonly preferences: JsonObject;
}

/** What a step takes that does not say otherwise; times in ms. */
export interface EngineDefaults {
  readonly step_timeout: number;
  readonly max_retries: number;
  readonly init_backoff: number;
  readonly max_backoff: number;
  readonly backoff_type: string;
}

/** What an engine with no settings of its own does (`steps.md`, section 15): until its own answer is there. */
export const USUAL_DEFAULTS: EngineDefaults = {
  step_timeout: 30_000,
  max_retries: 10,
  init_backoff: 1000,
  max_backoff: 60_000,
  backoff_type: "exponential",
};

/** What is masked until the server has told its own patterns. */
export const USUAL_MASKS: readonly string[] = ["password", "secret", "token", "authorization", "api_key"];

export function useSession() {
  return useQuery({
    queryKey: ["session"],
    queryFn: async ({ signal }) =>
      readSession(readObject((await request("GET", "/api/ui/session", undefined, signal)).body)),
    staleTime: 60_000,
  });
}

export function readSession(body: JsonObject): Session {
  const engine = readObject(body["engine"]);
  const work = readObject(engine["work_config"]);
  const user = body["user"];
  return {
    user: typeof user === "string" ? user : null,
    role: readText(body["role"]),
    open_access: body["open_access"] === true,
    engine: {
      step_timeout: readInteger(engine["step_timeout"]) || USUAL_DEFAULTS.step_timeout,
      max_retries: readInteger(work["max_retries"]) || USUAL_DEFAULTS.max_retries,
      init_backoff: readInteger(work["init_backoff"]) || USUAL_DEFAULTS.init_backoff,
      max_backoff: readInteger(work["max_backoff"]) || USUAL_DEFAULTS.max_backoff,
      backoff_type: readText(work["backoff_type"]) || USUAL_DEFAULTS.backoff_type,
    },
    webhook_base_url: readText(body["webhook_base_url"]),
    mask_patterns: readTexts(body["mask_patterns"]),
    preferences: readObject(body["preferences"]),
  };
}
