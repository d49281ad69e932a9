import { describe, expect, test } from "vitest";
import { readCatalog } from "./catalog";
import { readHealth } from "./cluster";
import { deletionEffects } from "./deletion";
import type { JsonObject } from "./json";
import { idsInScope, parseScope, withTerm, writeScope } from "./scope";
import { markedParts, queryWords, searchSteps } from "./stepSearch";

function step(id: string, inputs: string, outputs: string, more: JsonObject = {}): JsonObject {
  const names = (text: string) => text.split(" ").filter(Boolean);
  const attributes = Object.fromEntries([
    ...names(inputs).map((name) => [
      name.replace("?", ""),
      { role: name.endsWith("?") ? "optional" : "required" },
    ]),
    ...names(outputs).map((name) => [name, { role: "output" }]),
  ]) as JsonObject;
  return { id, name: id.toUpperCase(), type: "script", attributes, ...more };
}

/** order → price → pay → ship, with a coupon that only price may use; ship also wants an address from outside. */
const STEPS = [
  step("order", "", "cart", { labels: { team: "shop floor" } }),
  step("coupon", "", "code"),
  step("price", "cart code?", "total"),
  step("pay", "total", "receipt", { type: "async", labels: { team: "money" } }),
  step("ship", "receipt address", "parcel"),
  step("sale", "", "", { type: "flow", flow: { goals: ["pay"] } }),
];
const CATALOG = (() => {
  const graph: Record<string, { providers: string[]; consumers: string[] }> = {};
  for (const { id, attributes } of STEPS as { id: string; attributes: Record<string, { role: string }> }[]) {
    for (const [name, { role }] of Object.entries(attributes)) {
      const edges = (graph[name] ??= { providers: [], consumers: [] });
      edges[role === "output" ? "providers" : "consumers"].push(id);
    }
  }
  const steps = Object.fromEntries(STEPS.map((one) => [one["id"] as string, one]));
  return readCatalog({ steps, attributes: graph }, 1);
})();

const healthy = readHealth({ status: "healthy" });
function shown(text: string, planned: ReadonlySet<string> | null = null): readonly string[] {
  const facts = {
    catalog: CATALOG,
    planned,
    healthOf: ({ id }: { id: string }) => (id === "pay" ? ("unhealthy" as const) : healthy.status),
  };
  return [...(idsInScope(parseScope(text), facts) ?? CATALOG.steps.keys())].sort();
}

describe("scope", () => {
  test.each([
    ["step:price", ["coupon", "order", "pay", "price"]],
    ["up:pay", ["coupon", "order", "pay", "price"]],
    ["up:pay:1", ["pay", "price"]],
    ["down:price", ["pay", "price", "ship"]],
    ["down:order:2", ["order", "pay", "price"]],
    ["attr:cart", ["order", "price"]],
    ["type:async", ["pay"]],
    ["health:unhealthy", ["pay"]],
    ["unwired:yes", ["ship"]],
    ['label:"team=shop floor"', ["order"]],
    ["label:team=money label:team=none", ["pay"]],
    ["up:nobody", []],
  ])("%s shows %j", (text, ids) => expect(shown(text)).toEqual(ids));

  test("kinds are joined by and, terms of one kind by or", () => {
    expect(shown("up:pay type:async")).toEqual(["pay"]);
    expect(shown("type:async type:flow")).toEqual(["pay", "sale"]);
  });

  test("the steps of a goal are those of its plan", () => {
    expect(shown("goal:pay", new Set(["price", "pay"]))).toEqual(["pay", "price"]);
    expect(shown("goal:pay")).toEqual([]);
  });

  test("without terms everything is shown, and a word that is no term is told", () => {
    expect(shown("")).toHaveLength(STEPS.length);
    expect(parseScope("up:pay pay colour:red up:").wrong).toEqual(["pay", "colour:red", "up:"]);
  });

  test("what is written is read as the same", () => {
    const text = 'label:"team=shop floor" up:pay:2 type:async';
    expect(writeScope(parseScope(text).terms)).toBe(text);
  });

  test("a term of the same step takes the place of the one before", () => {
    const terms = withTerm(parseScope("up:pay").terms, { kind: "up", value: "pay", levels: 2 });
    expect(writeScope(terms)).toBe("up:pay:2");
  });
});

describe("deletion", () => {
  test("tells the inputs that lose their last provider and the flow steps that name it", () => {
    expect(deletionEffects(CATALOG, new Set(["pay"]))).toEqual({
      orphaned: [{ attribute: "receipt", consumers: ["ship"] }],
      goalOf: ["sale"],
    });
  });

  test("an input whose step goes too loses nothing", () => {
    expect(deletionEffects(CATALOG, new Set(["pay", "ship"])).orphaned).toEqual([]);
  });
});

describe("search", () => {
  test("an exact attribute comes before one that only holds the word", () => {
    const ids = searchSteps(CATALOG.steps.values(), "cart").map(({ id }) => id);
    expect(ids).toEqual(["order", "price"]);
  });

  test("the matched parts are marked in the letters in which they were written", () => {
    expect(markedParts("PayOut", queryWords("pay o"))).toEqual([
      { text: "PayO", isMarked: true },
      { text: "ut", isMarked: false },
    ]);
  });
});
