import type { TFunction } from "i18next";
import type { ScriptUse } from "../../data/checks";
import type { Catalog } from "../../model/catalog";
import { NO_EDGES } from "../../model/plan";
import type { JsonObject } from "../../model/json";
import { scriptNames, type AttributeRow } from "../draft/attributes";
import { stepNames } from "../form/stepNames";

/** A name that a script sees in its place. */
export interface Available {
  readonly name: string;
  /** The attribute behind it; null for `value`. */
  readonly attribute: string | null;
  /** Declared type; empty for none. */
  readonly type: string;
  /** Where its value comes from, in words. */
  readonly origin: string;
}

/** The names that a script sees (`scripts.md`, sections 2, 6 and 7), with type and origin. */
export function availableNames(
  definition: JsonObject,
  use: ScriptUse,
  attribute: AttributeRow | null,
  catalog: Catalog | null,
  stepId: string | null,
  t: TFunction,
): readonly Available[] {
  if (use === "match") {
    return [
      { name: "value", attribute: null, type: attribute?.type ?? "", origin: t("editor.script.candidate") },
    ];
  }
  const names = scriptNames(definition).map((found): Available => {
    const makers = (catalog?.attributes.get(found.attribute) ?? NO_EDGES).providers.filter(
      (id) => id !== stepId,
    );
    const origin =
      found.role === "const"
        ? t("editor.script.constant")
        : found.role === "meta"
          ? t("editor.script.fact")
          : makers.length > 0
            ? t("editor.script.fromSteps", { steps: stepNames(makers, catalog, t) })
            : t("editor.script.atStart");
    return { name: found.name, attribute: found.attribute, type: found.type, origin };
  });
  if (use === "mapping" || use === "output_mapping") {
    const isOutput = use === "output_mapping";
    const value: Available = {
      name: "value",
      attribute: null,
      type: isOutput ? "object" : (attribute?.type ?? ""),
      origin: t(isOutput ? "editor.script.allOutputs" : "editor.script.before"),
    };
    // An output's `value` hides an input of that name; an input of that name hides the `value` of an input.
    if (isOutput) return [value, ...names.filter(({ name }) => name !== "value")];
    return names.some(({ name }) => name === "value") ? names : [value, ...names];
  }
  return names;
}
