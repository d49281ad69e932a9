import { parseJson } from "../../model/json";
import { JsonDocument } from "../../model/jsonDocument";
import type { Question, Reply } from "./source";

/** Holds one large value for a page: it reads it, and answers for the rows that are visible. */
let document: JsonDocument | null = null;

/** What this file uses of the worker's own scope; the types of the page do not know it. */
interface Scope {
  onmessage: ((event: MessageEvent<Question>) => void) | null;
  postMessage(reply: Reply): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: question }) => {
  answer(question).then(
    (found) => scope.postMessage({ id: question.id, answer: found }),
    (error: unknown) =>
      scope.postMessage({ id: question.id, error: error instanceof Error ? error.message : String(error) }),
  );
};

async function answer(question: Question): Promise<unknown> {
  if (question.ask === "load") {
    const response = await fetch(question.url, { credentials: "same-origin" });
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${text.slice(0, 300)}`);
    document = new JsonDocument(parseJson(text), question.options);
    return null;
  }
  if (!document) throw new Error("no value has been read");
  switch (question.ask) {
    case "rows": {
      const rows = document.rows();
      return { rows: rows.slice(question.from, question.from + question.count), total: rows.length };
    }
    case "toggle":
      return document.toggle(question.key);
    case "placeOf":
      return document.rows().findIndex(({ key }) => key === question.key);
    case "search":
      return document.search(question.text);
    case "textAt":
      return document.textAt(question.path);
  }
}
