import { expect, test } from "vitest";
import type { JsonObject } from "../../model/json";
import {
  attributeRows,
  pastedAttributes,
  scriptNames,
  scriptOutputs,
  withAttribute,
  withAttributeName,
  withDuplicate,
  withoutAttribute,
  withRole,
} from "./attributes";
import { draftOf, withText } from "./draft";
import { pathKey } from "./paths";

const STEP: JsonObject = {
  attributes: {
    out: { role: "output", type: "number" },
    b: {
      role: "optional",
      type: "array",
      optional: { collect: "all", for_each: true, default: "[]", note: 1 },
    },
    a: {
      role: "required",
      required: { mapping: { name: "inner" }, match: { language: "ale", script: "1" } },
    },
    k: { role: "const", const: { value: "5" } },
  },
};
const specOf = (definition: JsonObject, name: string) =>
  (definition["attributes"] as Record<string, JsonObject>)[name];

test("rows stand by role and name", () => {
  expect(attributeRows(STEP).map(({ name }) => name)).toEqual(["a", "b", "k", "out"]);
});

test("another role keeps the settings that it has too, and those that nobody knows", () => {
  const { definition } = withRole(draftOf(STEP), "b", "required");
  expect(specOf(definition, "b")).toEqual({
    role: "required",
    type: "array",
    required: { collect: "all", for_each: true, note: 1 },
  });
  const asOutput = withRole(draftOf(STEP), "a", "output").definition;
  expect(specOf(asOutput, "a")).toEqual({ role: "output", output: { mapping: { name: "inner" } } });
});

test("a default becomes a constant and a constant a default", () => {
  expect(specOf(withRole(draftOf(STEP), "k", "optional").definition, "k")).toEqual({
    role: "optional",
    optional: { default: "5" },
  });
  expect(specOf(withRole(draftOf(STEP), "b", "const").definition, "b")?.["const"]).toEqual({
    value: "[]",
    note: 1,
  });
});

test("a name that is taken changes nothing; a free one keeps the place and what was typed", () => {
  const draft = withText(draftOf(STEP), ["attributes", "b", "optional", "deadline"], "x");
  expect(withAttributeName(draft, "b", "a")).toBe(draft);
  const renamed = withAttributeName(draft, "b", "c");
  expect(Object.keys(renamed.definition["attributes"] as JsonObject)).toEqual(["out", "c", "a", "k"]);
  expect([...renamed.texts.keys()]).toEqual([pathKey(["attributes", "c", "optional", "deadline"])]);
  expect(withoutAttribute(renamed, "c").texts.size).toBe(0);
});

test("a duplicate has a free name, and a new attribute does not replace one", () => {
  const twice = withDuplicate(withDuplicate(draftOf(STEP), "a"), "a");
  expect(attributeRows(twice.definition).map(({ name }) => name)).toContain("a_copy_2");
  const draft = draftOf(STEP);
  expect(withAttribute(draft, "a", "output", "string")).toBe(draft);
});

test("lines of name and type are several attributes; other texts are none", () => {
  expect(pastedAttributes('order: object\n"total": "number",\nname\n')).toEqual([
    { name: "order", type: "object" },
    { name: "total", type: "number" },
    { name: "name", type: "" },
  ]);
  expect(pastedAttributes("only_one: string")).toBeNull();
  expect(pastedAttributes("a: money\nb: string")).toBeNull();
});

test("a script sees inner names of all inputs, and has to give outputs without a script of their own", () => {
  expect(scriptNames(STEP).map(({ name }) => name)).toEqual(["b", "inner", "k"]);
  expect(scriptOutputs(STEP)).toEqual([{ name: "out", type: "number" }]);
});
