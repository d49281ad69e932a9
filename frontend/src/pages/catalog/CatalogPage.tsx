import { Button, CloseButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSharedLayout, useStepStats } from "../../data/catalogUse";
import { useCatalog, useCluster } from "../../data/live";
import { useRecentChanges } from "../../data/recentChanges";
import type { GraphHandle } from "../../graph/StepGraph";
import { parseScope, withTerm, writeScope } from "../../model/scope";
import { queryWords } from "../../model/stepSearch";
import { PlanBar } from "../../plan/PlanBar";
import { PlanPanel } from "../../plan/PlanPanel";
import { PlanModeContext } from "../../plan/WhyInPlan";
import { Boundary } from "../../ui/Boundary";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { ReadProblem } from "../../ui/ReadProblem";
import { SidePanel } from "../../ui/SidePanel";
import { usePageTitle } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import styles from "./Catalog.module.css";
import { CatalogActsContext, type CatalogActs } from "./catalogActs";
import { DeleteSteps } from "./DeleteSteps";
import { FirstRun } from "./FirstRun";
import { GraphView } from "./GraphView";
import { groupsBy, labelKeys } from "./groups";
import { Inspector } from "./inspector/Inspector";
import { OutlineView } from "./OutlineView";
import { StepList } from "./StepList";
import { StepTable } from "./StepTable";
import { Toolbar } from "./Toolbar";
import { useCatalogAddress } from "./useCatalogAddress";
import { useCatalogKeys } from "./useCatalogKeys";
import { useLayoutSaving } from "./useLayoutSaving";
import { useLooks } from "./useLooks";
import { useCatalogPlan } from "./useCatalogPlan";
import { useRecentlyChanged } from "./useRecentlyChanged";
import { useShownSteps } from "./useShownSteps";

const NONE: ReadonlySet<string> = new Set();

/** What can be made, from what, by which step. */
export function CatalogPage() {
  const { t } = useTranslation();
  const address = useCatalogAddress();
  const { search, selection, panel, change, select, selectAttribute } = address;
  const catalog = useCatalog();
  const cluster = useCluster();
  const stats = useStepStats();
  const layout = useSharedLayout();
  const marked = useRecentChanges((state) => state.marked);
  const changed = useRecentlyChanged(stats.data);
  const isNarrow = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const view = search.view ?? (isNarrow ? "outline" : "graph");
  const graph = useRef<GraphHandle>(null);
  const [arranged, setArranged] = useState(0);
  const onArranged = useCallback(() => setArranged((count) => count + 1), []);
  const [lit, setLit] = useState<string | null>(null);
  const [toDelete, setToDelete] = useState<readonly string[] | null>(null);
  const [wanted, setWanted] = useState<{ readonly id: string; readonly isFocused: boolean } | null>(null);

  const [lastCentre, setLastCentre] = useState<string | null>(null);
  const shown = useShownSteps(catalog, cluster, {
    q: search.q ?? "",
    scope: search.scope ?? "",
    isAll: search.all === "yes",
    isGrouped: search.group !== undefined,
    selected: selection.steps,
    lastCentre,
  });
  if (shown.centre !== lastCentre) setLastCentre(shown.centre);
  const words = useMemo(() => queryWords(search.q ?? ""), [search.q]);
  const groups = useMemo(
    () => (search.group === undefined ? null : groupsBy(shown.inScope, search.group)),
    [shown.inScope, search.group],
  );
  // Of many steps the groups open as cards; what is opened after that is in the address.
  const closed = useMemo(() => {
    if (search.closed) return new Set(search.closed);
    return groups && shown.isMany ? new Set(groups.values()) : NONE;
  }, [search.closed, groups, shown.isMany]);
  const keys = useMemo(() => labelKeys(catalog?.steps.values() ?? []), [catalog]);
  const { mode, planLook } = useCatalogPlan(address, graph, arranged);
  const looks = useLooks(shown.inScope, { cluster, marked, changed, planLook, groups });
  const onMoved = useLayoutSaving(layout.data ?? null);

  const [first] = selection.steps;
  usePageTitle(
    selection.attribute ??
      (first !== undefined && selection.steps.size === 1 ? (catalog?.steps.get(first)?.name ?? first) : ""),
    t("catalog.title"),
  );

  useEffect(() => {
    if (!wanted || !graph.current) return;
    if (wanted.isFocused) graph.current.focus(wanted.id);
    else graph.current.reveal(wanted.id);
    // The cards count: a step outside of the picture is only in it after another one is drawn.
  }, [wanted, shown.drawn, shown.foundIds]);

  const steps = catalog?.steps;
  const acts = useMemo<CatalogActs>(
    () => ({
      open: (id) => {
        select([id]);
        setWanted({ id, isFocused: false });
      },
      selectAttribute,
      light: setLit,
      nameOf: (id) => steps?.get(id)?.name ?? id,
      addToScope: (kind, id) => {
        const { terms } = parseScope(search.scope ?? "");
        change({ scope: writeScope(withTerm(terms, { kind, value: id, levels: null })) }, true);
      },
      showOnly: (ids) =>
        change({ scope: writeScope(ids.map((value) => ({ kind: "up", value, levels: 0 }))) }, true),
      askToDelete: setToDelete,
      close: () => select([]),
      toggleGoal: mode.toggleGoal,
    }),
    [select, selectAttribute, steps, change, search.scope, mode.toggleGoal],
  );
  const { onKeyDown } = useCatalogKeys({ address, graph, view, acts });
  const onOpenCard = useCallback((id: string) => select([id]), [select]);
  const onEnter = () => {
    const [best] = shown.found;
    if (!best) return;
    // In the graph the step is shown among its neighbours, which the search had left out.
    select([best.id], view === "graph" && !shown.isMany ? { q: undefined } : {});
    setWanted({ id: best.id, isFocused: true });
  };

  const total = catalog?.steps.size ?? 0;
  const isFirstRun = catalog !== null && total === 0;
  const isNarrowed = search.q !== undefined || search.scope !== undefined;
  return (
    <CatalogActsContext value={acts}>
      <div className={pageStyles.head}>
        <h1>{t("catalog.title")}</h1>
        {catalog && !isFirstRun && (
          <span className={pageStyles.secondary} role="status">
            {isNarrowed
              ? t("catalog.matches", { count: shown.found.length, total })
              : t("catalog.count", { count: total })}
          </span>
        )}
        {!isFirstRun && (
          <Toolbar
            search={search}
            view={view}
            change={change}
            wrongTerms={shown.scope.wrong}
            labelKeys={keys}
            selected={selection.steps}
            onEnter={onEnter}
            onLeave={() => (document.activeElement as HTMLElement | null)?.blur()}
          />
        )}
      </div>
      {catalog && !isFirstRun && (
        <PlanBar
          mode={mode}
          onStart={() => change({ panel: "start" }, true)}
          onLeave={() => change({ goal: undefined, init: undefined, panel: undefined }, true)}
        />
      )}
      {!catalog && <Loading awaited="connection" rows={10} />}
      {shown.planError && (
        <ReadProblem
          what={t("catalog.scope.plan")}
          error={shown.planError}
          onTryAgain={() => change({ scope: search.scope })}
        />
      )}
      {catalog && (
        <div className={styles.body} data-view={isFirstRun ? "empty" : view}>
          {isFirstRun && <FirstRun />}
          {view === "graph" && shown.isMany && (
            <div className={styles.left}>
              <div className={styles.note} role="status">
                <span className={pageStyles.secondary}>
                  {shown.centre === null
                    ? t("catalog.many.groups")
                    : t("catalog.many.around", {
                        name: acts.nameOf(shown.centre),
                        count: shown.drawn.length,
                      })}
                </span>
                <Button size="compact-sm" variant="default" onClick={() => change({ all: "yes" }, true)}>
                  {t("catalog.many.all", { count: shown.inScope.length })}
                </Button>
              </div>
              <StepList steps={shown.found} words={words} selected={selection.steps} onSelect={acts.open} />
            </div>
          )}
          {!isFirstRun && (
            <div className={styles.main}>
              {shown.found.length === 0 && (
                <Notice title={t("catalog.noMatch", { query: search.q ?? search.scope ?? "" })}>
                  <Button variant="default" onClick={() => change({ q: undefined, scope: undefined }, true)}>
                    {t("catalog.clear")}
                  </Button>
                </Notice>
              )}
              {shown.found.length > 0 && (
                <Boundary>
                  {view === "graph" && (layout.data || layout.error) && (
                    <GraphView
                      graph={graph}
                      catalog={catalog}
                      shown={shown}
                      looks={looks}
                      address={address}
                      groups={groups}
                      closed={closed}
                      lit={lit ?? selection.attribute}
                      places={layout.data ?? null}
                      onMoved={onMoved}
                      onOpen={onOpenCard}
                      onArranged={onArranged}
                      onKeyDown={onKeyDown}
                    />
                  )}
                  {view === "table" && (
                    <StepTable
                      steps={shown.found}
                      cluster={cluster}
                      stats={stats.data}
                      words={words}
                      selected={selection.steps}
                      marked={marked}
                      onSelect={select}
                    />
                  )}
                  {view === "outline" && (
                    <OutlineView
                      steps={shown.found}
                      catalog={catalog}
                      looks={looks}
                      words={words}
                      selected={selection.steps}
                    />
                  )}
                </Boundary>
              )}
            </div>
          )}
          {panel === "editor" && (
            <SidePanel
              name="editor"
              label={t("catalog.editorPanel")}
              resizeLabel={t("catalog.resize")}
              width={620}
            >
              <Outlet />
            </SidePanel>
          )}
          {panel === "start" && (
            <SidePanel
              name="start"
              label={t("catalog.startPanel")}
              resizeLabel={t("catalog.resize")}
              width={460}
            >
              <div className={styles.panelHead}>
                <CloseButton
                  aria-label={t("catalog.inspector.close")}
                  onClick={() => change({ panel: undefined }, true)}
                />
              </div>
              <Boundary>
                <PlanPanel mode={mode} onFocusInput={setLit} />
              </Boundary>
            </SidePanel>
          )}
          {panel === "inspector" && (
            <SidePanel
              name="inspector"
              label={t("catalog.inspector.label")}
              resizeLabel={t("catalog.resize")}
            >
              <Boundary>
                <PlanModeContext value={mode}>
                  <Inspector
                    catalog={catalog}
                    selection={selection}
                    stats={stats.data}
                    statsError={stats.error}
                  />
                </PlanModeContext>
              </Boundary>
            </SidePanel>
          )}
          <DeleteSteps
            ids={toDelete}
            catalog={catalog}
            onClose={() => setToDelete(null)}
            onDeleted={() => {
              setToDelete(null);
              select([]);
            }}
          />
        </div>
      )}
    </CatalogActsContext>
  );
}
