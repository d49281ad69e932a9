import { describe, expect, test } from "vitest";
import { JsonDocument } from "./jsonDocument";
import { parseJson } from "./json";

const OPTIONS = { open: 1, masks: ["password", "token"], plain: ["/token"] };
const VALUE = parseJson(
  '{"id": 9007199254740993, "user": {"name": "Ada", "password": "pw"}, "a/b": [1, {"deep": "Ada"}], "token": "t"}',
);
const lines = (document: JsonDocument) =>
  document
    .rows()
    .map(({ key, content }) => `${key || "/"} ${content.kind === "leaf" ? content.text : content.kind}`);

describe("a JSON value as rows", () => {
  test("opens as deep as it is asked to, with exact numbers", () => {
    expect(lines(new JsonDocument(VALUE, OPTIONS))).toEqual([
      "/ branch",
      "/id 9007199254740993",
      "/user branch",
      "/a~1b branch",
      '/token "t"',
    ]);
  });

  test("hides what a name marks as a secret until it is asked for", () => {
    const document = new JsonDocument(VALUE, OPTIONS);
    document.toggle("/user");
    expect(lines(document)).toContain("/user/password masked");
    document.toggle("/user/password");
    expect(lines(document)).toContain('/user/password "pw"');
  });

  test("finds a text in names and values, and opens the way to it, but not to a secret", () => {
    const document = new JsonDocument(VALUE, OPTIONS);
    expect(document.search("ada")).toEqual({ keys: ["/user/name", "/a~1b/1/deep"], total: 2 });
    expect(lines(document)).toContain('/a~1b/1/deep "Ada"');
    expect(document.search("pw").total).toBe(0);
  });

  test("a long text opens to lines", () => {
    const document = new JsonDocument({ text: `${"x".repeat(400)}\nend` }, OPTIONS);
    document.toggle("/text");
    expect(document.rows().map(({ content }) => content.kind)).toEqual([
      "branch",
      "leaf",
      "line",
      "line",
      "line",
      "line",
    ]);
    expect(document.textAt(["text"])).toHaveLength(404);
  });

  test("what the server left out is told by size", () => {
    const document = new JsonDocument({ big: { $large: 70_000, type: "string" } }, OPTIONS);
    expect(document.rows()[1]?.content).toEqual({
      kind: "large",
      large: { size_bytes: 70_000, type: "string" },
    });
  });
});
