import type { TFunction } from "i18next";
import type { Catalog } from "../../model/catalog";

const SHOWN = 3;

/** Names of steps as a list of words; more than three are counted. */
export function stepNames(ids: readonly string[], catalog: Catalog | null, t: TFunction): string {
  const names = ids.map((id) => catalog?.steps.get(id)?.name ?? id);
  if (names.length <= SHOWN) return names.join(", ");
  return t("editor.attribute.andMore", {
    steps: names.slice(0, SHOWN).join(", "),
    count: names.length - SHOWN,
  });
}
