/** The error of a step, taken apart (`steps.md`, section 5). */
export interface ServiceError {
  /** Status of the answer; null when there was none, or the error is no answer. */
  readonly status: number | null;
  /** What the service said, lines kept; empty when it said nothing. */
  readonly text: string;
}

/** The engine writes this line before the error of an attempt that may be repeated. */
const NOT_COMPLETED = /^work not completed\n/;
const ANSWERED = /^step returned HTTP error: status (\d{3})(?:: ([\s\S]*))?$/;

export function serviceError(error: string): ServiceError {
  const plain = error.replace(NOT_COMPLETED, "");
  const answered = ANSWERED.exec(plain);
  return answered ? { status: Number(answered[1]), text: answered[2] ?? "" } : { status: null, text: plain };
}

/** An error in one line: `HTTP 422: item 13 has no price`. */
export function errorLine(error: string): string {
  const { status, text } = serviceError(error);
  const first = text.split("\n").find((line) => line.trim() !== "") ?? "";
  if (status === null) return first;
  return first ? `HTTP ${status}: ${first}` : `HTTP ${status}`;
}

/** The line with ids and numbers folded, so that errors of one kind are alike: `HTTP 422: item # has no price`. */
export function errorKind(error: string): string {
  const line = errorLine(error);
  const [status = ""] = /^HTTP \d{3}/.exec(line) ?? [];
  return status + line.slice(status.length).replace(FOLDED, "#");
}

const FOLDED = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d+(?:\.\d+)?/gi;
