import { describe, expect, test } from "vitest";
import examplePlans from "../testing/examplePlans.json";
import { readCatalog } from "./catalog";
import type { JsonObject } from "./json";
import { readPlan } from "./plan";
import { attributeType, planInputs } from "./planInputs";
import { allChains, givenToChild, planReasons, type Chain, type PlanCase } from "./planReasons";
import { readStep } from "./step";

/** Answers of `POST /engine/plan` of a node with the example; the definitions are those of its catalog. */
const { cases } = examplePlans;
const catalog = readCatalog(examplePlans.catalog, 0);

function exampleCase(goals: readonly string[], given: readonly string[]): PlanCase {
  const found = cases.find(
    ({ init, plan }) =>
      plan.goals.join() === goals.join() && Object.keys(init).sort().join() === [...given].sort().join(),
  );
  if (!found) throw new Error(`no recorded plan for ${goals.join()} with ${given.join()}`);
  const steps = Object.fromEntries(found.plan.steps.map((id) => [id, catalog.steps.get(id)!.stored]));
  const plan = readPlan({ ...found.plan, steps } as unknown as JsonObject);
  return { plan, given: new Set(given), catalog: catalog.attributes };
}

const reasonOf = (planCase: PlanCase, id: string) =>
  planReasons(planCase, [...catalog.steps.keys(), id]).get(id)!.reason;
const ways = (chains: readonly Chain[]) =>
  chains.map((chain) => chain.map(({ attribute, consumer }) => `${attribute}>${consumer}`).join(" "));

describe("why a step is in the plan of the example or not", () => {
  const bare = exampleCase(["send-invoice"], []);

  test.each([
    ["send-invoice", { kind: "goal" }],
    ["thank-customer", { kind: "notReached" }],
    ["quote-express", { kind: "missing", unprovided: ["postcode"], unmade: [] }],
  ])("%s without values", (id, reason) => {
    expect(reasonOf(bare, id)).toEqual(reason);
  });

  test("a provider tells the shortest chain to the goal", () => {
    expect(reasonOf(bare, "write-invoice")).toEqual({
      kind: "provider",
      chain: [{ attribute: "invoice", consumer: "send-invoice", taking: "needed" }],
    });
    // The customer is also needed on longer ways; the goal itself takes it.
    expect(reasonOf(bare, "find-customer")).toMatchObject({
      chain: [{ attribute: "customer", consumer: "send-invoice" }],
    });
    expect(reasonOf(bare, "add-up-total")).toMatchObject({
      chain: [
        { attribute: "total", consumer: "write-invoice" },
        { attribute: "invoice", consumer: "send-invoice" },
      ],
    });
  });

  test("what only an optional input takes is said to be used, not needed", () => {
    expect(reasonOf(bare, "pack-parcel")).toMatchObject({
      chain: [{ attribute: "packing_fee", consumer: "add-up-total", taking: "used" }, {}, {}],
    });
  });

  test("all chains are told, the shortest first", () => {
    const { chains, hasMore } = allChains(bare, "find-customer", 20);
    expect(hasMore).toBe(false);
    expect(ways(chains)).toEqual([
      "customer>send-invoice",
      "customer>write-invoice invoice>send-invoice",
      "customer>grant-discount discount>add-up-total total>write-invoice invoice>send-invoice",
      "customer>quote-shipping shipping>add-up-total total>write-invoice invoice>send-invoice",
    ]);
    expect(allChains(bare, "find-customer", 2)).toMatchObject({ hasMore: true, chains: [{}, {}] });
  });

  test("a given value makes its maker needless", () => {
    const given = exampleCase(["send-invoice"], ["customer_id", "customer"]);
    expect(reasonOf(given, "find-customer")).toEqual({ kind: "satisfied", names: ["customer"] });
  });

  test("a value that a step wants none of blocks it", () => {
    const given = exampleCase(["send-invoice"], ["customer_id", "own_box"]);
    expect(reasonOf(given, "pack-parcel")).toEqual({ kind: "blocked", names: ["own_box"] });
  });

  test("a value that was lacking lets a step in", () => {
    const given = exampleCase(["send-invoice"], ["customer_id", "postcode"]);
    expect(reasonOf(given, "quote-express")).toMatchObject({ kind: "provider" });
  });

  test("a goal that is done from the start, and one that can never run, say so", () => {
    expect(reasonOf(exampleCase(["send-invoice"], ["sent"]), "send-invoice")).toEqual({
      kind: "goalDone",
      names: ["sent"],
    });
    expect(reasonOf(exampleCase(["pack-parcel", "send-invoice"], ["own_box"]), "pack-parcel")).toEqual({
      kind: "goalBlocked",
      names: ["own_box"],
    });
  });

  test("every planned step of every recorded plan has a chain that ends at a goal", () => {
    for (const { init, plan } of cases) {
      const planCase = exampleCase(plan.goals, Object.keys(init));
      for (const [id, { inPlan, reason }] of planReasons(planCase, plan.steps)) {
        expect(inPlan).toBe(true);
        if (plan.goals.includes(id)) continue;
        expect(reason.kind).toBe("provider");
        if (reason.kind === "provider") expect(plan.goals).toContain(reason.chain.at(-1)?.consumer);
      }
    }
  });
});

describe("cases that the example has not", () => {
  const input = (config: JsonObject = {}, role = "required") => ({ role, [role]: config });
  const output = { role: "output" };
  const step = (id: string, attributes: JsonObject, type = "script") => ({ id, name: id, type, attributes });
  const planOf = (steps: readonly ReturnType<typeof step>[], attributes: JsonObject, more: JsonObject = {}) =>
    readPlan({
      goals: ["goal"],
      steps: Object.fromEntries(steps.map((one) => [one.id, one])),
      attributes,
      ...more,
    });
  const edges = (provider: string, consumer: string) => ({ providers: [provider], consumers: [consumer] });

  test("a wire that a given value makes needless is no reason, if there is another", () => {
    const plan = planOf(
      [
        step("goal", { a: input(), b: input() }),
        step("between", { c: input(), b: output }),
        step("maker", { a: output, c: output }),
      ],
      { a: edges("maker", "goal"), b: edges("between", "goal"), c: edges("maker", "between") },
    );
    const given = new Set(["a"]);
    expect(ways(allChains({ plan, given, catalog: new Map() }, "maker", 9).chains)).toEqual([
      "c>between b>goal",
    ]);
  });

  test("a step that wants none waits for a maker of it", () => {
    const plan = planOf([step("goal", { a: input({ collect: "none" }) }), step("maker", { a: output })], {
      a: edges("maker", "goal"),
    });
    const reason = reasonOf({ plan, given: new Set(), catalog: new Map() }, "maker");
    expect(reason).toMatchObject({ chain: [{ taking: "awaited" }] });
  });

  test("what cannot be made is told apart from what nobody provides", () => {
    const plan = planOf([step("goal", {})], {}, { excluded: { missing: { other: ["made", "unknown"] } } });
    const graph = new Map([["made", { providers: ["far"], consumers: ["other"] }]]);
    expect(reasonOf({ plan, given: new Set(), catalog: graph }, "other")).toEqual({
      kind: "missing",
      unprovided: ["unknown"],
      unmade: ["made"],
    });
  });

  test("a step of a child plan is said to run inside its flow step", () => {
    const child = { goals: ["inner"], steps: { inner: step("inner", {}) } };
    const plan = planOf([step("goal", {}, "flow")], {}, { children: { goal: child } });
    expect(reasonOf({ plan, given: new Set(), catalog: new Map() }, "inner")).toEqual({
      kind: "inside",
      flowSteps: ["goal"],
    });
  });

  test("a child flow is given what its step is sure to bring, by its inner names", () => {
    const flowStep = readStep(
      step("f", {
        order_id: input({ mapping: { name: "parcel" } }),
        maybe: input({}, "optional"),
        usual: input({ default: "1" }, "optional"),
        unwanted: input({ collect: "none" }),
        fixed: { role: "const", const: { value: "1" } },
        flow: { role: "meta", meta: { key: "flow_id" } },
        hook: { role: "meta", meta: { key: "webhook_url" } },
        done: output,
      }),
    );
    expect([...givenToChild(flowStep)].sort()).toEqual(["fixed", "flow", "parcel", "usual"]);
  });
});

describe("the inputs of the plan", () => {
  const typeOf = (name: string) => attributeType(name, catalog.steps, catalog.attributes);

  test("stand in their order: missing, given, optional, made", () => {
    const { plan } = exampleCase(["send-invoice"], []);
    const inputs = planInputs({ plan, touched: ["shipping"], given: new Set(["shipping"]), typeOf });
    expect(inputs.map(({ name, group }) => `${group} ${name}`)).toEqual([
      "missing customer_id",
      "given shipping",
      "optional express_fee",
      "optional own_box",
      ...["basket", "customer", "discount", "invoice", "packing_fee", "subtotal", "total"].map(
        (name) => `made ${name}`,
      ),
    ]);
    expect(inputs.find(({ name }) => name === "express_fee")).toMatchObject({
      type: "number",
      defaults: [0],
    });
  });

  test("a value that no planned step takes keeps its field and its type", () => {
    const { plan } = exampleCase(["send-invoice"], []);
    const inputs = planInputs({ plan, touched: ["postcode"], given: new Set(["postcode"]), typeOf });
    expect(inputs.find(({ name }) => name === "postcode")).toMatchObject({
      group: "given",
      type: "string",
      consumers: [],
    });
  });

  test("of a step that shall run alone come first, whoever would make them", () => {
    const { plan } = exampleCase(["send-invoice"], []);
    const inputs = planInputs({ plan, touched: [], given: new Set(), typeOf, first: ["send-invoice"] });
    expect(inputs.slice(0, 3).map(({ name, section }) => `${section} ${name}`)).toEqual([
      "own customer",
      "own invoice",
      "missing customer_id",
    ]);
  });
});
