import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import type { Catalog } from "../../model/catalog";
import { stringifyJson } from "../../model/json";
import type { Step } from "../../model/step";
import { nearestIds } from "../../model/stepSearch";
import { Boundary } from "../../ui/Boundary";
import { CopyText } from "../../ui/CopyText";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { StepLink } from "../../ui/StepLink";
import { TypeMark } from "../../ui/TypeMark";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { AttributeTable } from "./AttributeTable";
import { Definition } from "./Definition";
import { StepHealth } from "./StepHealth";

const route = getRouteApi("/catalog/steps/$id");

/** One step: what it needs, what it makes, how it is called, and how its service is. */
export function StepPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const catalog = useCatalog();
  const step = catalog?.steps.get(id);
  usePageTitle(step?.name ?? id, t("catalog.title"));
  if (!catalog) {
    return (
      <>
        <h1>{id}</h1>
        <Loading awaited="connection" />
      </>
    );
  }
  return step ? <KnownStep step={step} catalog={catalog} /> : <MissingStep id={id} catalog={catalog} />;
}

function KnownStep({ step, catalog }: { readonly step: Step; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  const json = stringifyJson(step.stored, 2);
  return (
    <>
      <div className={pageStyles.head}>
        <h1>{step.name}</h1>
        <TypeMark type={step.type} />
        <span className={pageStyles.actions}>
          <code>{step.id}</code>
          <CopyText text={step.id} what={step.id} />
        </span>
        <Button
          className={pageStyles.push}
          renderRoot={(props) => <Link to="/flows/new" search={{ goal: [step.id] }} {...props} />}
        >
          {t("step.start")}
        </Button>
      </div>
      <Boundary>
        <AttributeTable step={step} catalog={catalog} />
      </Boundary>
      <Boundary>
        <Definition step={step} />
      </Boundary>
      <Boundary>
        <StepHealth step={step} />
      </Boundary>
      <section className={pageStyles.section}>
        <div className={pageStyles.actions}>
          <h2>{t("step.json")}</h2>
          <CopyText text={json} what={t("step.json")} />
        </div>
        <pre>{json}</pre>
      </section>
    </>
  );
}

function MissingStep({ id, catalog }: { readonly id: string; readonly catalog: Catalog }) {
  const { t } = useTranslation();
  const nearest = nearestIds(catalog.steps.keys(), id);
  return (
    <>
      <h1>{id}</h1>
      <Notice title={t("step.missing")}>
        <p>{t("step.missingText", { id })}</p>
        {nearest.length > 0 && (
          <p>
            {t("step.nearest")}:{" "}
            {nearest.map((near) => (
              <span key={near}>
                <StepLink id={near} />{" "}
              </span>
            ))}
          </p>
        )}
        <Link to="/catalog">{t("step.toCatalog")}</Link>
      </Notice>
    </>
  );
}
