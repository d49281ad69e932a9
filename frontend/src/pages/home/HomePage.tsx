import { Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCatalog, useCluster } from "../../data/live";
import { useFlowPage } from "../../data/queries";
import { mergedHealth } from "../../model/cluster";
import { Boundary } from "../../ui/Boundary";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import { StateMark } from "../../ui/StateMark";
import { StepLink } from "../../ui/StepLink";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { FlowCounts } from "./FlowCounts";
import { FlowShortList } from "./FlowShortList";

/** What needs attention now. Until a flow exists, the catalog takes its place. */
export function HomePage() {
  const { t } = useTranslation();
  usePageTitle(t("home.title"));
  const newest = useFlowPage({ limit: 5 });
  if (newest.data?.flows.length === 0) return <Navigate to="/catalog" replace />;
  return (
    <>
      <h1>{t("home.title")}</h1>
      {!newest.data && newest.error && (
        <ReadProblem what={t("flows.what")} error={newest.error} onTryAgain={() => void newest.refetch()} />
      )}
      {newest.isPending && <Loading awaited="server" />}
      {newest.data && (
        <>
          <Boundary>
            <FlowCounts />
          </Boundary>
          <Boundary>
            <Services />
          </Boundary>
          <Boundary>
            <FlowShortList
              title={t("home.failures")}
              query={{ limit: 5, statuses: ["failed"] }}
              empty={t("home.noFailures")}
            />
          </Boundary>
          <Boundary>
            <FlowShortList title={t("home.recent")} query={{ limit: 5 }} empty={t("flows.empty")} />
          </Boundary>
        </>
      )}
    </>
  );
}

function Services() {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const cluster = useCluster();
  if (!catalog || !cluster) return null;
  const unhealthy = [...catalog.steps.keys()].filter(
    (id) => mergedHealth(cluster, id)?.status === "unhealthy",
  );
  return (
    <section className={pageStyles.section}>
      <h2>{t("home.services")}</h2>
      {unhealthy.length === 0 ? (
        <p className={pageStyles.secondary}>{t("home.allHealthy")}</p>
      ) : (
        <ul className={pageStyles.section}>
          {unhealthy.map((id) => (
            <li key={id}>
              <StateMark look="unhealthy" /> <StepLink id={id} />{" "}
              <span className={pageStyles.secondary}>{mergedHealth(cluster, id)?.error}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
