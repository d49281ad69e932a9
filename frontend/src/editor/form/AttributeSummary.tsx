import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import { readInteger, readObject, readText } from "../../model/event";
import { NO_EDGES } from "../../model/plan";
import { formatDuration } from "../../ui/format";
import type { AttributeRow } from "../draft/attributes";
import { useEditor } from "../editorStore";
import { stepNames } from "./stepNames";

/** The settings that differ from nothing, and the other ends of the wires, in a few words. */
export function AttributeSummary({ row: { name, role, spec } }: { readonly row: AttributeRow }) {
  const { t, i18n } = useTranslation();
  const catalog = useCatalog();
  const stepId = useEditor((state) => state.base.id);
  const block = readObject(spec[role]);
  const mapping = readObject(block["mapping"]);
  const collect = readText(block["collect"]);
  const words: string[] = [];
  if (collect !== "" && collect !== "first") words.push(collect);
  if (block["for_each"] === true) words.push(t("editor.attribute.summary.forEach"));
  if (readText(readObject(block["match"])["script"]) !== "") words.push(t("editor.attribute.summary.gate"));
  const inner = readText(mapping["name"]);
  if (inner !== "") words.push(t("editor.attribute.summary.mapping", { name: inner }));
  if (readText(readObject(mapping["script"])["script"]) !== "")
    words.push(t("editor.attribute.summary.transformed"));
  const value = readText(block["default"]);
  if (value !== "") words.push(t("editor.attribute.summary.default", { value: short(value) }));
  const deadline = readInteger(block["deadline"]);
  if (deadline > 0) {
    words.push(t("editor.attribute.summary.deadline", { value: formatDuration(deadline, t, i18n.language) }));
  }
  if (role === "const") words.push(short(readText(block["value"])));
  if (role === "meta") words.push(readText(block["key"]));
  if (role === "required" || role === "optional" || role === "output") {
    const { providers, consumers } = catalog?.attributes.get(name) ?? NO_EDGES;
    const ends = (role === "output" ? consumers : providers).filter((id) => id !== stepId);
    const steps = stepNames(ends, catalog, t);
    if (ends.length > 0)
      words.push(t(`editor.attribute.summary.${role === "output" ? "to" : "from"}`, { steps }));
    else words.push(t(`editor.attribute.summary.${role === "output" ? "unused" : "givenAtStart"}`));
  }
  return words.filter(Boolean).join(" · ");
}

function short(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
