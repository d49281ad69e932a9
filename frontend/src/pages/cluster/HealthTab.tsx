import { Button, TextInput } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Focus, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStepStats, type StepUse } from "../../data/catalogUse";
import { useCatalog, useCluster } from "../../data/live";
import { useNodes } from "../../data/nodes";
import { usePlan } from "../../data/queries";
import type { Health } from "../../model/cluster";
import { healthRows, WORDS, wordCounts, type HealthRow, type HealthWord } from "../../model/healthRows";
import { healthLook } from "../../model/look";
import { idsInScope, parseScope, scopeGoals } from "../../model/scope";
import { compareText } from "../../model/step";
import { searchSteps } from "../../model/stepSearch";
import { formatNumber } from "../../ui/format";
import { SEARCH_FIELD } from "../../ui/KeysHelp";
import { Loading } from "../../ui/Loading";
import { Moment } from "../../ui/Moment";
import { Notice } from "../../ui/Notice";
import { StateMark } from "../../ui/StateMark";
import { StepLink } from "../../ui/StepLink";
import tableStyles from "../../ui/table.module.css";
import { TableRegion } from "../../ui/TableRegion";
import { VirtualBody } from "../../ui/VirtualBody";
import styles from "./Cluster.module.css";

const route = getRouteApi("/cluster");
const NO_INIT = {};
const NOTHING_TOLD: ReadonlyMap<string, StepUse> = new Map();

/** The health of every step on every node, the unhealthy ones first. */
export function HealthTab() {
  const { t, i18n } = useTranslation();
  const { q = "", scope: scopeText = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const catalog = useCatalog();
  const cluster = useCluster();
  const nodes = useNodes().data;
  const told = useStepStats().data ?? NOTHING_TOLD;
  const scope = useMemo(() => parseScope(scopeText), [scopeText]);
  const plan = usePlan(scopeGoals(scope), NO_INIT).data;

  const nodeIds = useMemo(() => {
    const ids = [...(nodes?.nodes.map(({ id }) => id) ?? []), ...(cluster?.nodes.keys() ?? [])];
    return [...new Set(ids)].sort(compareText);
  }, [nodes, cluster]);
  const all = useMemo(
    () => (catalog && cluster ? healthRows(catalog.steps.values(), cluster, nodeIds, told) : null),
    [catalog, cluster, nodeIds, told],
  );
  const rows = useMemo(() => {
    if (!all || !catalog) return [];
    const words = new Map(all.map(({ step, word }) => [step.id, word === "noCheck" ? "unknown" : word]));
    const inScope = idsInScope(scope, {
      catalog,
      healthOf: ({ id }) => words.get(id) ?? "unknown",
      planned: plan ? new Set(plan.steps.keys()) : null,
    });
    const found = new Set(searchSteps(catalog.steps.values(), q).map(({ id }) => id));
    return all.filter(({ step: { id } }) => found.has(id) && (inScope?.has(id) ?? true));
  }, [all, catalog, scope, plan, q]);

  if (!all) return <Loading awaited="connection" rows={10} />;
  if (all.length === 0) {
    return (
      <Notice title={t("cluster.noSteps")}>
        <Link to="/catalog">{t("cluster.toCatalog")}</Link>
      </Notice>
    );
  }
  const counts = wordCounts(all);
  const change = (next: { q?: string | undefined; scope?: string | undefined }) =>
    void navigate({
      search: { tab: "health", q: q || undefined, scope: scopeText || undefined, ...next },
      replace: true,
    });
  return (
    <>
      <p className={styles.counts} role="status">
        {WORDS.filter((word) => counts[word] > 0).map((word) => (
          <WordMark key={word} word={word} note={formatNumber(counts[word], i18n.language)} />
        ))}
      </p>
      <div className={styles.filters} role="search" aria-label={t("cluster.filter")}>
        <TextInput
          {...SEARCH_FIELD}
          type="search"
          aria-label={t("cluster.search")}
          placeholder={t("cluster.search")}
          leftSection={<Search size={16} aria-hidden />}
          value={q}
          onChange={(event) => change({ q: event.currentTarget.value || undefined })}
        />
        <ScopeInput scope={scopeText} wrong={scope.wrong} onSet={(text) => change({ scope: text })} />
        <Button
          variant="default"
          aria-pressed={scopeText === "health:unhealthy"}
          onClick={() => change({ scope: scopeText === "health:unhealthy" ? undefined : "health:unhealthy" })}
        >
          {t(scopeText === "health:unhealthy" ? "cluster.showAll" : "cluster.onlyUnhealthy")}
        </Button>
      </div>
      {rows.length === 0 ? (
        <Notice title={t("cluster.noMatch")}>
          <Button variant="default" onClick={() => change({ q: undefined, scope: undefined })}>
            {t("cluster.clear")}
          </Button>
        </Notice>
      ) : (
        <TableRegion label={t("cluster.healthTable")}>
          <table className={tableStyles.table} aria-rowcount={rows.length + 1}>
            <thead>
              <tr>
                <th scope="col">{t("cluster.column.state")}</th>
                <th scope="col">{t("cluster.column.step")}</th>
                <th scope="col">{t("cluster.column.since")}</th>
                <th scope="col">{t("cluster.column.error")}</th>
                {nodeIds.length > 1 &&
                  nodeIds.map((id) => (
                    <th key={id} scope="col">
                      <code>{id}</code>
                    </th>
                  ))}
                <th scope="col">{t("cluster.column.failures")}</th>
              </tr>
            </thead>
            <VirtualBody
              rows={rows}
              columns={nodeIds.length > 1 ? nodeIds.length + 5 : 5}
              rowHeight={37}
              keyOf={({ step }) => step.id}
              draw={(row, place) => (
                <tr {...place}>
                  <Cells row={row} showsNodes={nodeIds.length > 1} />
                </tr>
              )}
            />
          </table>
        </TableRegion>
      )}
    </>
  );
}

function Cells({ row, showsNodes }: { readonly row: HealthRow; readonly showsNodes: boolean }) {
  const { t } = useTranslation();
  const { step, word, error, since, byNode } = row;
  return (
    <>
      <td>
        <WordMark word={word} />
      </td>
      <th scope="row" className={tableStyles.idCell}>
        <StepLink id={step.id} />
      </th>
      <td className={tableStyles.nowrap}>{since === null ? "–" : <Moment instant={since} />}</td>
      <td className={styles.error}>{error}</td>
      {showsNodes && byNode.map((health, place) => <NodeCell key={place} health={health} word={word} />)}
      <td className={tableStyles.nowrap}>
        <Link
          to="/flows"
          search={{ state: ["failed"], error: `step ${step.id} failed`, ended_from: "-1h", sort: "ended" }}
        >
          {t("cluster.failures")}
        </Link>
      </td>
    </>
  );
}

function NodeCell({ health, word }: { readonly health: Health | null; readonly word: HealthWord }) {
  if (!health || word === "noCheck") return <td className={tableStyles.secondary}>–</td>;
  return (
    <td title={health.error || undefined}>
      <StateMark look={healthLook(health.status)} />
    </td>
  );
}

function WordMark({ word, note }: { readonly word: HealthWord; readonly note?: string }) {
  const { t } = useTranslation();
  if (word !== "noCheck") return <StateMark look={healthLook(word)} note={note} />;
  return (
    <span className={styles.secondary}>
      {t("cluster.noCheck")} {note}
    </span>
  );
}

interface ScopeProps {
  readonly scope: string;
  readonly wrong: readonly string[];
  readonly onSet: (scope: string | undefined) => void;
}

/** The scope as in the catalog; taken over by Enter or on leaving the field. */
function ScopeInput({ scope, wrong, onSet }: ScopeProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ scope, text: scope });
  if (draft.scope !== scope) setDraft({ scope, text: scope });
  const apply = () => {
    if (draft.text.trim() !== scope) onSet(draft.text.trim() || undefined);
  };
  return (
    <TextInput
      aria-label={t("cluster.scope")}
      placeholder={t("cluster.scopeHint")}
      leftSection={<Focus size={16} aria-hidden />}
      value={draft.text}
      error={wrong.length > 0 ? t("cluster.scopeWrong", { words: wrong.join(" ") }) : null}
      onChange={(event) => setDraft({ scope, text: event.currentTarget.value })}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
    />
  );
}
