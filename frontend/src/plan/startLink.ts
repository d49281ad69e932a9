import { initText } from "../model/initText";
import type { Init } from "../model/startDraft";

/** The address of the start form with these goals and, as far as they are short and no secrets, these values. */
export function startLink(
  origin: string,
  goals: readonly string[],
  init: Init,
  isMasked: (name: string) => boolean,
): string {
  const query = new URLSearchParams(goals.map((goal) => ["goal", goal]));
  const { text } = initText(init, isMasked);
  if (text !== undefined) query.set("init", text);
  return `${origin}/flows/new?${query}`;
}
