import { isJsonList, type Json, type JsonObject } from "../model/json";
import { readObject, readText, readTexts } from "../model/event";
import { readProblems, type Problem } from "../model/problem";
import { request } from "./rest";

export interface Wire {
  readonly attribute: string;
  readonly provider: string;
  readonly consumer: string;
}

/** What saving would change elsewhere. Running flows are never concerned: they keep their plan. */
export interface Effects {
  readonly wires_gained: readonly Wire[];
  readonly wires_lost: readonly Wire[];
  readonly inputs_without_provider: readonly {
    readonly step_id: string;
    readonly attribute: string;
    readonly is_new: boolean;
  }[];
  readonly flow_steps: readonly { readonly step_id: string; readonly goals: readonly string[] }[];
}

export interface StepCheck {
  readonly problems: readonly Problem[];
  readonly effects: Effects;
}

/** All problems, warnings and effects of a definition that would take the place of `replaces`. Records nothing. */
export async function checkStep(
  step: JsonObject | null,
  replaces: string | null,
  signal?: AbortSignal,
): Promise<StepCheck> {
  const { body } = await request("POST", "/api/ui/steps/check", { step, replaces }, signal);
  const answer = readObject(body);
  return { problems: readProblems(answer["problems"]), effects: readEffects(answer["effects"]) };
}

export function readEffects(value: Json | undefined): Effects {
  const effects = readObject(value);
  const list = (name: string) => {
    const found = effects[name];
    return isJsonList(found) ? found.map(readObject) : [];
  };
  const wires = (name: string): readonly Wire[] =>
    list(name).map((wire) => ({
      attribute: readText(wire["attribute"]),
      provider: readText(wire["provider"]),
      consumer: readText(wire["consumer"]),
    }));
  return {
    wires_gained: wires("wires_gained"),
    wires_lost: wires("wires_lost"),
    inputs_without_provider: list("inputs_without_provider").map((input) => ({
      step_id: readText(input["step_id"]),
      attribute: readText(input["attribute"]),
      is_new: input["is_new"] === true,
    })),
    flow_steps: list("flow_steps").map((step) => ({
      step_id: readText(step["step_id"]),
      goals: readTexts(step["goals"]),
    })),
  };
}

/** Where a script stands (`scripts.md`). */
export type ScriptUse = "step" | "predicate" | "match" | "mapping" | "output_mapping";

export interface ScriptPlace {
  readonly language: string;
  readonly script: string;
  readonly use: ScriptUse;
  /** Inner names of the inputs. */
  readonly names: readonly string[];
}

/** What the engine's own compilers say of a script in its place. */
export async function checkScript(place: ScriptPlace, signal?: AbortSignal): Promise<readonly Problem[]> {
  const { body } = await request(
    "POST",
    "/api/ui/scripts/check",
    { ...place, names: [...place.names] },
    signal,
  );
  return readProblems(readObject(body)["problems"]);
}

export interface ScriptTry extends ScriptPlace {
  /** By inner name. */
  readonly inputs?: JsonObject;
  /** Of a match the candidate, of a mapping the value before it. */
  readonly value?: Json;
  /** Of a mapping: the inner name of the input. */
  readonly name?: string;
  /** Declared types of outputs by inner name. */
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface ScriptOutcome {
  readonly ok: boolean;
  readonly result: Json;
  readonly outputs: JsonObject;
  readonly problems: readonly Problem[];
  readonly error: string;
  /** Where it failed, from 1; 0 when nobody knows. */
  readonly line: number;
  readonly duration_ms: Json;
}

/** Runs a script with samples under the engine's limits. Nothing is recorded. */
export async function runScript(attempt: ScriptTry, signal?: AbortSignal): Promise<ScriptOutcome> {
  const sent = { ...attempt, names: [...attempt.names] };
  const answer = readObject((await request("POST", "/api/ui/scripts/run", sent, signal)).body);
  return {
    ok: answer["ok"] === true,
    result: answer["result"] ?? null,
    outputs: readObject(answer["outputs"]),
    problems: readProblems(answer["problems"]),
    error: readText(answer["error"]),
    line: typeof answer["line"] === "number" ? answer["line"] : 0,
    duration_ms: answer["duration_ms"] ?? 0,
  };
}

export interface Sample {
  readonly value: Json;
  readonly flow_id: string;
}

/** Recent different values of an attribute, the newest first. */
export async function readSamples(
  attribute: string,
  limit: number,
  signal?: AbortSignal,
): Promise<readonly Sample[]> {
  const query = new URLSearchParams({ attribute, limit: String(limit) });
  const { samples } = readObject((await request("GET", `/api/ui/samples?${query}`, undefined, signal)).body);
  return (isJsonList(samples) ? samples : []).map((sample) => {
    const { value, flow_id } = readObject(sample);
    return { value: value ?? null, flow_id: readText(flow_id) };
  });
}
