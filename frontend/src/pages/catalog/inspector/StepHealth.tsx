import { useTranslation } from "react-i18next";
import { useCluster } from "../../../data/live";
import { useStepHealth } from "../../../data/queries";
import type { Health } from "../../../model/cluster";
import type { Instant } from "../../../model/instants";
import { healthLook } from "../../../model/look";
import { healthSource, type Step } from "../../../model/step";
import { Moment } from "../../../ui/Moment";
import { StateMark } from "../../../ui/StateMark";
import pageStyles from "../../page.module.css";

/** How the service of a step is: per node, or computed by the server for a flow step. */
export function StepHealth({ step, since }: { readonly step: Step; readonly since: Instant | null }) {
  const { t } = useTranslation();
  const source = healthSource(step);
  return (
    <section className={pageStyles.section}>
      <h3>{t("step.health")}</h3>
      {source === "none" && <p className={pageStyles.secondary}>{t("step.healthNone")}</p>}
      {source === "members" && <ComputedHealth stepId={step.id} />}
      {source !== "none" && since !== null && (
        <p className={pageStyles.secondary}>
          {t("catalog.inspector.healthSince")} <Moment instant={since} />
        </p>
      )}
      {(source === "probe" || source === "script") && <HealthPerNode stepId={step.id} />}
    </section>
  );
}

function ComputedHealth({ stepId }: { readonly stepId: string }) {
  const { t } = useTranslation();
  const { data } = useStepHealth(stepId, true);
  return (
    <>
      {data && <Record health={data} />}
      <p className={pageStyles.secondary}>{t("step.healthMembers")}</p>
    </>
  );
}

function HealthPerNode({ stepId }: { readonly stepId: string }) {
  const { t } = useTranslation();
  const cluster = useCluster();
  return (
    <dl className={pageStyles.facts}>
      {[...(cluster?.nodes ?? [])].map(([nodeId, node]) => {
        const health = node.health.get(stepId);
        return (
          <div key={nodeId} style={{ display: "contents" }}>
            <dt>{nodeId}</dt>
            <dd>{health ? <Record health={health} /> : t("step.noRecord")}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Record({ health }: { readonly health: Health }) {
  return (
    <div>
      <StateMark look={healthLook(health.status)} />
      {health.error && <p className={pageStyles.lines}>{health.error}</p>}
    </div>
  );
}
