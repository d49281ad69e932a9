import { describe, expect, test } from "vitest";
import { readStep } from "../../model/step";
import { changedFields } from "./changedFields";
import { parseDuration, writeDuration } from "./durations";
import { wayBack } from "./goalCycles";
import { freeId, normaliseId } from "./ids";
import { fieldPathOf, sectionOf } from "./problems";
import { asCurl, requestPreview } from "./requestPreview";
import { schedule } from "./schedule";
import { draftOf, withField } from "./draft";
import { acted, redone, timelineOf, undone } from "./timeline";
import { storedText, typedValue } from "./typedValue";

describe("durations", () => {
  test.each([
    ["500ms", 500],
    ["5s", 5000],
    ["1.5 h", 5_400_000],
    ["2d 7h", 198_000_000],
    ["3 min 20 s", 200_000],
    ["1500", 1500],
    [" 0 ", 0],
    ["1,5s", 1500],
  ])("%s is %i ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(["", "5 quarks", "s", "1.5", "0.0001s", "5s x", "--5"])("%s is none", (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  test.each([1, 500, 90_000, 5_400_000, 198_000_000, 31_536_000_000])(
    "%i ms is written so that it reads back",
    (ms) => expect(parseDuration(writeDuration(ms))).toBe(ms),
  );
});

describe("the schedule of retries", () => {
  const rule = { max_retries: 10, init_backoff: 1000, max_backoff: 60_000, backoff_type: "exponential" };
  test.each([
    ["exponential", rule, [1000, 2000, 4000, 8000], 60_000, 303_000],
    ["linear", { ...rule, backoff_type: "linear", max_retries: 3 }, [1000, 2000, 3000], 3000, 6000],
    ["fixed", { ...rule, backoff_type: "fixed", max_retries: 2 }, [1000, 1000], 1000, 2000],
    ["without limit", { ...rule, max_retries: -1 }, [1000, 2000, 4000, 8000], 60_000, null],
    ["very long", { ...rule, max_retries: 1_000_000 }, [1000, 2000, 4000, 8000], 60_000, 59_999_703_000],
  ])("%s", (_, given, first, longest, total) =>
    expect(schedule(given)).toMatchObject({ first, longest, total }),
  );
});

describe("typed values", () => {
  test.each([
    ['"x"', "string", { kind: "text", text: "x" }],
    ["9007199254740993", "number", { kind: "json", text: "9007199254740993" }],
    ["", "string", { kind: "none", text: "" }],
    ["oops", "string", { kind: "json", text: "oops" }],
    ['{"a":1}', "", { kind: "json", text: '{"a":1}' }],
  ] as const)("%s of type %s is shown and stored as the same", (stored, type, shown) => {
    expect(typedValue(stored, type)).toEqual(shown);
    if (stored !== "oops") expect(storedText(shown, type)).toBe(stored);
  });

  test("a text that is no value of the type is not stored", () => {
    expect(storedText({ kind: "json", text: "{" }, "object")).toBeNull();
    expect(storedText({ kind: "json", text: '"x"' }, "number")).toBeNull();
  });
});

test("ids are normalised as the engine does it, and a free one is found", () => {
  expect(normaliseId("--My Step!_/x.A+B-")).toBe("my-step_x.a+b");
  expect(normaliseId("ÄÖ")).toBe("");
  expect(freeId("pay", (id) => ["pay", "pay-2"].includes(id))).toBe("pay-3");
});

test("a request is shown as the engine sends it, with placeholders encoded and meta values", () => {
  const preview = requestPreview(
    {
      id: "ship",
      type: "async",
      http: { endpoint: "https://s.test/{order}/go?q={q}" },
      attributes: {
        order: { role: "required", type: "string" },
        query: { role: "required", required: { mapping: { name: "q" } } },
        flow: { role: "meta", meta: { key: "flow_id" } },
        unset: { role: "optional" },
        fixed: { role: "const", const: { value: "9007199254740993" } },
      },
    },
    new Map([["order", "a b/c"]]),
    "https://argyll.test",
  );
  expect(preview.method).toBe("POST");
  expect(preview.url).toBe("https://s.test/a%20b%2Fc/go?q=query");
  expect(preview.callback).toBe("https://argyll.test/webhook/<flow id>/ship/<receipt token>");
  expect(preview.body).toContain('"fixed": 9007199254740993');
  expect(preview.body).not.toContain("unset");
  expect(asCurl({ ...preview, body: "it's" })).toContain(`--data 'it'\\''s'`);
});

test("a goal that leads back to the step is told with its way", () => {
  const flow = (id: string, goals: string[]) =>
    [id, readStep({ id, type: "flow", flow: { goals } })] as const;
  const steps = new Map([flow("a", ["b"]), flow("b", ["c"]), flow("c", []), flow("d", ["a"])]);
  expect(wayBack(steps, "c", "a")).toEqual(["c", "a", "b", "c"]);
  expect(wayBack(steps, "a", "a")).toEqual(["a", "a"]);
  expect(wayBack(steps, "a", "c")).toBeNull();
});

test("problems stand at their field, in their part of the form", () => {
  const at = (...path: string[]) => ({ path, message: "", severity: "error", line: 0, column: 0 }) as const;
  expect(fieldPathOf(at("http", "endpoint"))).toEqual(["http", "endpoint"]);
  expect(fieldPathOf(at("attributes", "a", "required", "match", "script"))).toEqual([
    "attributes",
    "a",
    "required",
    "match",
  ]);
  expect(fieldPathOf(at("attributes", "a", "mapping", "name"))).toBeNull();
  expect(fieldPathOf(at("attributes", "a"))).toBeNull();
  expect(sectionOf(at("http"), "script")).toBe("other");
  expect(sectionOf(at("work_config", "max_backoff"), "sync")).toBe("work");
});

test("acts can be undone to the start and done again, typing at one place as one", () => {
  const first = draftOf({ name: "" });
  const named = (name: string) => withField(first, ["name"], name);
  let line = timelineOf(first);
  line = acted(line, named("a"), "name", 0);
  line = acted(line, named("ab"), "name", 500);
  line = acted(line, named("abc"), "other", 600);
  expect(line.past).toHaveLength(2);
  const start = undone(undone(line));
  expect(start.present).toBe(first);
  expect(redone(redone(start)).present.definition).toEqual({ name: "abc" });
});

test("what differs is named by field, and of attributes one by one", () => {
  const before = { name: "a", attributes: { x: { role: "output" }, y: {} }, labels: {} };
  const after = { name: "b", attributes: { x: { role: "required" }, z: {} }, labels: {} };
  expect(changedFields(before, after)).toEqual(["name", "attributes.x", "attributes.y", "attributes.z"]);
});
