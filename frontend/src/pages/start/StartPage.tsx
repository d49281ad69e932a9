import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { StepLink } from "../../ui/StepLink";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { StartForm } from "./StartForm";

const route = getRouteApi("/flows/new");
const NO_GOALS: readonly string[] = [];

/** Starts a flow for the goals of the address. */
export function StartPage() {
  const { t } = useTranslation();
  const { goal: goals = NO_GOALS } = route.useSearch();
  usePageTitle(t("start.title"), t("flows.title"));
  return (
    <>
      <h1>{t("start.title")}</h1>
      {goals.length === 0 ? (
        <p>
          {t("start.noGoal")} <Link to="/catalog">{t("start.toCatalog")}</Link>
        </p>
      ) : (
        <>
          <dl className={pageStyles.facts}>
            <dt>{t("start.goals")}</dt>
            <dd className={pageStyles.list}>
              {goals.map((id) => (
                <StepLink key={id} id={id} />
              ))}
            </dd>
          </dl>
          <StartForm key={goals.join("\n")} goals={goals} />
        </>
      )}
    </>
  );
}
