import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSummary } from "../../data/summary";
import { WINDOWS, type Summary } from "../../model/summary";
import { Boundary } from "../../ui/Boundary";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { ClusterLine } from "./ClusterLine";
import { Failures } from "./Failures";
import { Now } from "./Now";
import { QuietFlows } from "./QuietFlows";
import { RecentFlows } from "./RecentFlows";
import { Services } from "./Services";
import { Throughput } from "./Throughput";
import styles from "./Home.module.css";

const route = getRouteApi("/");

/** What needs attention now. Until a flow exists, the catalog takes its place. */
export function HomePage() {
  const { t } = useTranslation();
  const { window = "1h", wall } = route.useSearch();
  const lastHour = useSummary("1h");
  const { data: summary, error, refetch, isPlaceholderData } = useSummary(window);
  usePageTitle(t("home.title"));
  if (lastHour.data && isEmpty(lastHour.data)) return <Navigate to="/catalog" replace />;
  return (
    <div className={styles.page} data-wall={wall}>
      <div className={styles.top}>
        <h1>{t("home.title")}</h1>
        <nav className={styles.windows} aria-label={t("home.window")}>
          {WINDOWS.map((one) => (
            <Link
              key={one}
              to="/"
              search={{ window: one === "1h" ? undefined : one, wall }}
              className={styles.window}
              aria-current={one === window ? "page" : undefined}
              activeOptions={{ exact: true, explicitUndefined: true }}
            >
              {t(`home.windows.${one}`)}
            </Link>
          ))}
        </nav>
        <Link to="/" search={{ window, wall: wall ? undefined : "1" }} className={styles.wall}>
          {t(wall ? "home.leaveWall" : "home.wall")}
        </Link>
      </div>
      {error && !summary && (
        <ReadProblem what={t("home.what")} error={error} onTryAgain={() => void refetch()} />
      )}
      {error && summary && (
        <p role="alert" className={pageStyles.secondary}>
          {t("home.stale", { why: error.message })}
        </p>
      )}
      {!error && !summary && <Loading awaited="server" rows={10} />}
      {lastHour.data && (
        <Boundary>
          <Now summary={lastHour.data} />
        </Boundary>
      )}
      {summary && (
        <div className={styles.panels} aria-busy={isPlaceholderData}>
          <div className={styles.column}>
            <Boundary>
              <Failures summary={summary} window={window} />
            </Boundary>
            <Boundary>
              <QuietFlows flows={summary.quiet} />
            </Boundary>
            <Boundary>
              <RecentFlows />
            </Boundary>
          </div>
          <div className={styles.column}>
            <Boundary>
              <Throughput summary={summary} window={window} />
            </Boundary>
            <Boundary>
              <Services summary={summary} window={window} />
            </Boundary>
            <Boundary>
              <ClusterLine />
            </Boundary>
          </div>
        </div>
      )}
    </div>
  );
}

function isEmpty({ states }: Summary): boolean {
  return Object.values(states).every((count) => count === 0);
}
