import { describe, expect, test } from "vitest";
import { stringifyJson } from "./json";
import { initText, masksName } from "./initText";
import { startAsCurl, startAsPython } from "./startAs";
import {
  draftOf,
  draftProblems,
  initOf,
  readInit,
  readValue,
  withInit,
  type Draft,
  type DraftValue,
} from "./startDraft";

const json = (source: string): DraftValue => ({ kind: "json", source });
const text = (source: string): DraftValue => ({ kind: "text", source });
const TYPES: Readonly<Record<string, string>> = { amount: "number", name: "string", tags: "array" };
const typeOf = (name: string) => TYPES[name] ?? "";

describe("a value in a field", () => {
  test.each([
    [json("9007199254740993"), "number", 9007199254740993n],
    [json("0.5"), "number", 0.5],
    [text(""), "string", ""],
    [json("null"), "null", null],
    [json("true"), "boolean", true],
    [text("5"), "any", "5"],
    [json("5"), "", 5],
    [json('["a"]'), "array", ["a"]],
  ])("%o as %s", (value, type, wanted) => {
    expect(readValue(value, type)).toEqual({ value: wanted });
  });

  test.each([
    [json("many"), "number", { kind: "wrongType", type: "number" }],
    [json("{}"), "array", { kind: "wrongType", type: "array" }],
    [json('{\n  "a": }'), "object", { kind: "notJson", line: 2, column: 8 }],
  ])("%o is no %s", (value, type, problem) => {
    expect(readValue(value, type)).toEqual(problem);
  });
});

describe("the initial values of a draft", () => {
  const draft: Draft = new Map([
    ["amount", [json("9007199254740993"), json("0.12345678901234567890")]],
    ["name", [text("")]],
    ["tags", [json("[")]],
  ]);

  test("hold each value exactly, an empty text too, and nothing that is wrong", () => {
    expect(stringifyJson(initOf(draft, typeOf))).toBe(
      '{"amount":[9007199254740993,0.12345678901234567890],"name":[""]}',
    );
    expect([...draftProblems(draft, typeOf).keys()]).toEqual(["tags"]);
  });

  test("survive the JSON view and back; the field with a mistake stays as it is", () => {
    const edited = readInit(
      '{"amount": [9007199254740993, 0.12345678901234567890], "name": ["Ada"], "gone": []}',
    );
    const after = withInit(draft, edited as never, typeOf);
    expect(after.get("amount")).toBe(draft.get("amount"));
    expect(after.get("name")).toEqual([text("Ada")]);
    expect(after.get("tags")).toBe(draft.get("tags"));
    expect(after.has("gone")).toBe(false);
  });

  test("come back from an address as they were typed", () => {
    const init = initOf(draft, typeOf);
    expect(initOf(draftOf(init, typeOf), typeOf)).toEqual(init);
  });

  test("a name of the language's own is a name like any other", () => {
    const init = readInit('{"__proto__": [1], "constructor": [2]}') as Readonly<Record<string, unknown>>;
    expect(Object.keys(init)).toEqual(["__proto__", "constructor"]);
  });

  test.each([
    ["[", { kind: "notJson", line: 1, column: 2 }],
    ["[1]", { kind: "noObject" }],
    ['{"a": 1}', { kind: "noList", name: "a" }],
  ])("JSON that cannot be taken over says why: %s", (source, problem) => {
    expect(readInit(source)).toEqual({ problem });
  });
});

describe("the address of a start", () => {
  const isMasked = (name: string) => masksName(name, ["token"]);

  test("holds no secret", () => {
    expect(initText({ a: [1], apiTOKEN: ["x"] }, isMasked)).toEqual({
      text: '{"a":[1]}',
      leftOut: ["apiTOKEN"],
    });
  });

  test("holds nothing when it would grow too long", () => {
    expect(initText({ a: ["x".repeat(3000)] }, isMasked)).toEqual({ text: undefined, leftOut: ["a"] });
  });
});

describe("a start as text", () => {
  const start = { id: "f-1", goals: ["pay"], init: { who: ["O'Neill"], ok: [true, null] }, labels: {} };

  test("for a shell, with its quotes", () => {
    expect(startAsCurl("http://node", start)).toContain(String.raw`"O'\''Neill"`);
  });

  test("for Python, in its own words", () => {
    const program = startAsPython("http://node", start);
    expect(program).toContain('"ok": [True, None]');
    expect(program).toContain('"id": "f-1"');
  });

  test("for Python, decimals that it would round go as they are", () => {
    const exact = { ...start, init: { rate: [{ decimal: "0.12345678901234567890", exact: 0n }] as const } };
    expect(startAsPython("http://node", exact)).toContain("0.12345678901234567890");
  });
});
