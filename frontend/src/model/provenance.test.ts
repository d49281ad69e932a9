import { describe, expect, test } from "vitest";
import { recordedFlow } from "../testing/recorded";
import { usesOf } from "./provenance";

const usage = (name: string, attribute: string, after?: number) =>
  Object.fromEntries(usesOf(recordedFlow(name, after), attribute).map((use) => [use.step, use.usage]));

describe("who used which value", () => {
  test("follows the policy of each consumer", () => {
    expect(usage("several-providers", "several_providers_rate")).toEqual({
      "several-providers-first": { kind: "uses", places: [0] },
      "several-providers-last": { kind: "uses", places: [2] },
      "several-providers-some": { kind: "uses", places: [0, 1, 2] },
      "several-providers-all": { kind: "uses", places: [0, 1, 2] },
    });
  });

  test("knows that a value came after the window of an optional input had closed", () => {
    expect(usage("optional-window", "optional_window_coupon")).toEqual({
      "optional-window-price": { kind: "usesDefault" },
    });
  });

  test("knows the only candidate of an open gate, and that a closed one used nothing", () => {
    expect(usage("closed-gate", "closed_gate_channel")).toEqual({
      "closed-gate-mail": { kind: "skipped" },
      "closed-gate-sms": { kind: "uses", places: [0] },
    });
  });

  test("says of a step that has not started only that", () => {
    expect(usage("refused-upstream", "refused_upstream_order", 2)).toEqual({
      "refused-upstream-ship": { kind: "notYet" },
    });
    expect(usage("refused-upstream", "refused_upstream_order")).toEqual({
      "refused-upstream-ship": { kind: "failed" },
    });
  });

  test("never guesses which of several values went through a gate", () => {
    const flow = recordedFlow("closed-gate");
    const at = flow.created_at;
    const values = ["sms", "sms"].map((value) => ({ value, set_at: at, step: null }));
    const doubled = { ...flow, attributes: new Map(flow.attributes).set("closed_gate_channel", values) };
    expect(
      usesOf(doubled, "closed_gate_channel").find(({ step }) => step === "closed-gate-sms")?.usage,
    ).toEqual({
      kind: "oneOf",
      places: [0, 1],
    });
  });
});
