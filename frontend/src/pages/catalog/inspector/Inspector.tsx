import { useTranslation } from "react-i18next";
import { Link } from "@tanstack/react-router";
import type { StepUse } from "../../../data/catalogUse";
import type { Catalog } from "../../../model/catalog";
import { nearestIds } from "../../../model/stepSearch";
import { Notice } from "../../../ui/Notice";
import type { Selection } from "../catalogSearch";
import { AttributeInspector } from "./AttributeInspector";
import { StepName } from "./links";
import { StepInspector } from "./StepInspector";
import { StepsInspector } from "./StepsInspector";

interface Props {
  readonly catalog: Catalog;
  readonly selection: Selection;
  readonly stats: ReadonlyMap<string, StepUse> | undefined;
  readonly statsError: Error | null;
}

/** The panel about what is selected: an attribute, one step, or several. */
export function Inspector({ catalog, selection, stats, statsError }: Props) {
  const { attribute, steps } = selection;
  if (attribute !== null) return <AttributeInspector key={attribute} name={attribute} catalog={catalog} />;
  const known = [...steps].filter((id) => catalog.steps.has(id));
  const [first] = known;
  const step = first === undefined ? undefined : catalog.steps.get(first);
  if (!step) return <MissingStep id={[...steps][0] ?? ""} catalog={catalog} />;
  if (known.length > 1) return <StepsInspector ids={known} catalog={catalog} />;
  return (
    <StepInspector
      key={step.id}
      step={step}
      catalog={catalog}
      use={stats?.get(step.id)}
      useError={statsError}
    />
  );
}

function MissingStep({ id, catalog }: { readonly id: string; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  const nearest = nearestIds(catalog.steps.keys(), id);
  return (
    <Notice title={t("step.missing")}>
      <p>{t("step.missingText", { id })}</p>
      {nearest.length > 0 && (
        <p>
          {t("step.nearest")}:{" "}
          {nearest.map((near) => (
            <span key={near}>
              <StepName id={near} />{" "}
            </span>
          ))}
        </p>
      )}
      <Link to="/catalog">{t("step.toCatalog")}</Link>
    </Notice>
  );
}
