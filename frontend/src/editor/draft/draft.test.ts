import { describe, expect, test } from "vitest";
import { parseJson, type JsonObject } from "../../model/json";
import {
  draftOf,
  isBroken,
  isChanged,
  otherFields,
  switchedOff,
  switchedOn,
  withField,
  withJson,
  withoutField,
  withoutJson,
  withText,
  withType,
} from "./draft";
import { definitionText } from "./definitionText";
import { settingsOf, STEP_FIELDS } from "./fields";
import { equalJson, valueAt } from "./paths";

/** As the engine stores them: one of each type, with every role and setting. */
const STORED: readonly JsonObject[] = [
  {
    id: "charge",
    name: "Charge",
    type: "async",
    attributes: {
      total: {
        role: "required",
        type: "number",
        required: {
          collect: "last",
          match: { language: "ale", script: "(> value 0)" },
          mapping: { name: "sum" },
        },
      },
      coupon: {
        role: "optional",
        type: "string",
        optional: { default: '""', deadline: 5000, for_each: false, collect: "some" },
      },
      currency: { role: "const", type: "string", const: { value: '"EUR"' } },
      flow: { role: "meta", meta: { key: "flow_id" } },
      receipt: { role: "output", output: { mapping: { script: { language: "jpath", script: "$.id" } } } },
    },
    labels: { team: "payments" },
    predicate: { language: "lua", script: "return true" },
    http: {
      endpoint: "https://pay.test/{sum}",
      method: "PUT",
      timeout: 0,
      health_check: "https://pay.test/ok",
    },
    work_config: { max_retries: 10, init_backoff: 1000, max_backoff: 60000, backoff_type: "exponential" },
  },
  {
    id: "price",
    name: "Price",
    type: "script",
    attributes: {
      items: { role: "required", type: "array", required: { for_each: true } },
      total: { role: "output" },
    },
    memoizable: true,
    script: { language: "ale", script: "{:total 1}" },
    work_config: { max_retries: -1, init_backoff: 1, max_backoff: 2, backoff_type: "fixed", parallelism: 3 },
  },
  { id: "order", name: "Order", type: "flow", attributes: {}, flow: { goals: ["price", "charge"] } },
  { id: "get", name: "Get", type: "sync", attributes: {}, http: { endpoint: "https://x.test", timeout: 0 } },
];

describe.each(STORED)("the stored step $id", (stored) => {
  test("is unchanged when it is opened, and reads back from its own text", () => {
    const draft = draftOf(stored);
    expect(isChanged(draft, stored)).toBe(false);
    const reread = withJson(draft, definitionText(stored));
    expect(isChanged(reread, stored)).toBe(false);
    expect(otherFields(stored)).toEqual([]);
  });

  test("differs in its name only when the name is changed", () => {
    const { definition } = withField(draftOf(stored), ["name"], "Other");
    expect(definition).toEqual({ ...stored, name: "Other" });
  });

  test("is unchanged when each field is set to what it is and emptied where it means nothing", () => {
    let draft = draftOf(stored);
    for (const { path } of STEP_FIELDS) {
      const value = valueAt(stored, path);
      if (value !== undefined) draft = withField(draft, path, value);
      if (value === 0 || value === false || value === "") draft = withoutField(draft, path, stored);
    }
    expect(isChanged(draft, stored)).toBe(false);
  });
});

test("fields that nobody knows are kept and listed, at every depth", () => {
  const stored: JsonObject = {
    id: "a",
    x: { deep: [1] },
    http: { endpoint: "", retry_on: [503] },
    attributes: {
      n: { role: "required", hint: "h", required: { match: { language: "ale", script: "1", v: 2 } } },
    },
  };
  expect(otherFields(stored).map(({ path }) => path)).toEqual([
    ["x"],
    ["http", "retry_on"],
    ["attributes", "n", "hint"],
    ["attributes", "n", "required", "match", "v"],
  ]);
  const { definition } = withField(draftOf(stored), ["attributes", "n", "required", "collect"], "all");
  expect(otherFields(definition)).toEqual(otherFields(stored));
});

test("emptying a setting takes its blocks away, unless they were stored so", () => {
  const stored: JsonObject = {
    type: "sync",
    http: { endpoint: "u" },
    attributes: { a: { role: "required", required: {} }, b: { role: "required" } },
  };
  const path = (name: string) => ["attributes", name, "required", "mapping", "name"];
  let draft = withField(withField(draftOf(stored), path("a"), "x"), path("b"), "y");
  draft = withoutField(withoutField(draft, path("a"), stored), path("b"), stored);
  expect(draft.definition).toEqual(stored);
  expect(withoutField(draft, ["http", "endpoint"], stored).definition["http"]).toEqual({});
});

test("a value that the engine would fill in again is put back instead of taken away", () => {
  const stored = { work_config: { init_backoff: 1000 } };
  const path = ["work_config", "init_backoff"];
  const changed = withField(draftOf(stored), path, 5);
  expect(isChanged(withoutField(changed, path, stored, [1000]), stored)).toBe(false);
});

test("another type keeps what the first one had, and brings it back", () => {
  const stored = STORED[0]!;
  const asFlow = withType(draftOf(stored), "flow");
  expect(asFlow.definition["http"]).toBeUndefined();
  expect(asFlow.definition["flow"]).toEqual({ goals: [] });
  expect(isChanged(withType(asFlow, "async"), stored)).toBe(false);
});

test("a script that is switched off comes back with its text", () => {
  const draft = switchedOff(draftOf(STORED[0]!), ["predicate"]);
  expect(draft.definition["predicate"]).toBeUndefined();
  expect(switchedOn(draft, ["predicate"], {}).definition["predicate"]).toEqual(STORED[0]!["predicate"]);
});

test("what cannot be read is a change that keeps the definition, in a field and in the JSON view", () => {
  const stored = STORED[3]!;
  const typed = withText(draftOf(stored), ["http", "timeout"], "5 quarks");
  expect(isChanged(typed, stored)).toBe(true);
  expect(typed.definition).toBe(stored);
  const broken = withJson(draftOf(stored), '{"id": ');
  expect(isBroken(broken)).toBe(true);
  expect(broken.definition).toBe(stored);
  expect(isChanged(withoutJson(broken), stored)).toBe(false);
});

test("numbers beyond the doubles survive the JSON view", () => {
  const text = '{"x": 9007199254740993, "y": 0.12345678901234567890}';
  const { definition } = withJson(draftOf({}), text);
  expect(definition).toEqual(parseJson(text));
  expect(definitionText(definition)).toContain("9007199254740993");
  expect(definitionText(definition)).toContain("0.12345678901234567890");
});

test("names of attributes that objects inherit are ordinary names", () => {
  const draft = withField(draftOf({ attributes: {} }), ["attributes", "constructor", "role"], "output");
  expect(valueAt(draft.definition, ["attributes", "constructor", "role"])).toBe("output");
  expect(valueAt({ attributes: {} }, ["attributes", "toString"])).toBeUndefined();
  expect(equalJson({ constructor: 1 }, {})).toBe(false);
});

test("each role has exactly the settings of the table", () => {
  const names = (role: string) =>
    settingsOf(role)
      .map(({ path }) => path.slice(1).join("."))
      .filter(Boolean);
  expect(names("required")).toEqual(["collect", "for_each", "match", "mapping.name", "mapping.script"]);
  expect(names("optional")).toEqual([
    "collect",
    "for_each",
    "default",
    "deadline",
    "mapping.name",
    "mapping.script",
  ]);
  expect(names("const")).toEqual(["value"]);
  expect(names("meta")).toEqual(["key"]);
  expect(names("output")).toEqual(["mapping.name", "mapping.script"]);
});
