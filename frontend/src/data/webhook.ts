import type { JsonObject } from "../model/json";
import { pathOf, request } from "./rest";

export type ServiceAnswer =
  | { readonly kind: "complete"; readonly outputs: JsonObject }
  | { readonly kind: "fail"; readonly error: string };

/**
 * Answers for the service of an async item, as the service itself would (`steps.md`, section 5.1). The first answer
 * counts; a repeated one changes nothing. Throws as `request` does.
 */
export async function answerForService(
  flowId: string,
  stepId: string,
  token: string,
  answer: ServiceAnswer,
): Promise<void> {
  const path = pathOf("webhook", flowId, stepId, token);
  if (answer.kind === "complete") await request("POST", path, answer.outputs);
  else {
    const headers = { "Content-Type": "application/problem+json" };
    await request("POST", path, { title: answer.error, detail: answer.error }, undefined, headers);
  }
}
