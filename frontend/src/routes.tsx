import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
  type RouterHistory,
} from "@tanstack/react-router";
import { noteOpened } from "./data/recentFlows";
import { readCatalogSearch } from "./pages/catalog/catalogSearch";
import { readClusterSearch } from "./pages/cluster/clusterSearch";
import { readEditorSearch, readNewStepSearch } from "./pages/editor/editorSearch";
import { readFlowSearch } from "./pages/flow/flowSearch";
import { readFlowsSearch } from "./pages/flows/flowsSearch";
import { readHistorySearch } from "./pages/history/historySearch";
import { readHomeSearch } from "./pages/home/homeSearch";
import { NotFoundPage } from "./pages/NotFoundPage";
import {
  choiceParam,
  listParam,
  parseSearch,
  stringifySearch,
  textParam,
  type SearchParams,
} from "./pages/search";
import { PanelFault } from "./ui/Boundary";
import { Frame } from "./ui/Frame";

const root = createRootRoute({
  component: () => (
    <Frame>
      <Outlet />
    </Frame>
  ),
  notFoundComponent: NotFoundPage,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: readHomeSearch,
  component: lazyRouteComponent(() => import("./pages/home/HomePage"), "HomePage"),
});

const catalog = createRoute({
  getParentRoute: () => root,
  path: "/catalog",
  validateSearch: readCatalogSearch,
  component: lazyRouteComponent(() => import("./pages/catalog/CatalogPage"), "CatalogPage"),
});

/** Below it the catalog stays where it is: its address only says what its panel shows. */
const catalogOnly = createRoute({ getParentRoute: () => catalog, path: "/" });
const step = createRoute({ getParentRoute: () => catalog, path: "steps/$id" });
const stepEdit = createRoute({
  getParentRoute: () => catalog,
  path: "steps/$id/edit",
  validateSearch: readEditorSearch,
  component: lazyRouteComponent(() => import("./pages/editor/EditorPage"), "EditStep"),
});
const stepNew = createRoute({
  getParentRoute: () => catalog,
  path: "new",
  validateSearch: readNewStepSearch,
  component: lazyRouteComponent(() => import("./pages/editor/EditorPage"), "NewStep"),
});

const catalogImport = createRoute({
  getParentRoute: () => root,
  path: "/catalog/import",
  component: lazyRouteComponent(() => import("./pages/import/ImportPage"), "ImportPage"),
});

const catalogHistory = createRoute({
  getParentRoute: () => root,
  path: "/catalog/history",
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import("./pages/history/CatalogHistoryPage"), "CatalogHistoryPage"),
});

const stepHistory = createRoute({
  getParentRoute: () => root,
  path: "/catalog/steps/$id/history",
  component: lazyRouteComponent(() => import("./pages/history/StepHistoryPage"), "StepHistoryPage"),
});

const flows = createRoute({
  getParentRoute: () => root,
  path: "/flows",
  validateSearch: readFlowsSearch,
  component: lazyRouteComponent(() => import("./pages/flows/FlowsPage"), "FlowsPage"),
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/flows/new",
  validateSearch: ({ goal, init, from, only }: SearchParams): StartSearch => {
    const goals = listParam(goal);
    return {
      goal: goals.length > 0 ? goals : undefined,
      init: textParam(init),
      from: textParam(from),
      only: choiceParam(only, ["yes"] as const),
    };
  },
  component: lazyRouteComponent(() => import("./pages/start/StartPage"), "StartPage"),
});

interface StartSearch {
  readonly goal?: readonly string[] | undefined;
  /** Values given so far, as JSON text: `{"name": [values]}`. */
  readonly init?: string | undefined;
  /** The flow that is started again. */
  readonly from?: string | undefined;
  /** The goals shall run alone: nothing that makes their inputs. */
  readonly only?: "yes" | undefined;
}

const flow = createRoute({
  getParentRoute: () => root,
  path: "/flows/$id",
  onEnter: ({ params }) => noteOpened(params.id),
  onStay: ({ params }) => noteOpened(params.id),
  validateSearch: readFlowSearch,
  component: lazyRouteComponent(() => import("./pages/flow/FlowPage"), "FlowPage"),
});

const oldFlow = createRoute({
  getParentRoute: () => root,
  path: "/flow/$id",
  beforeLoad: ({ params }) => {
    // The router takes a redirect as something thrown.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/flows/$id", params });
  },
});

const cluster = createRoute({
  getParentRoute: () => root,
  path: "/cluster",
  validateSearch: readClusterSearch,
  component: lazyRouteComponent(() => import("./pages/cluster/ClusterPage"), "ClusterPage"),
});

function PageFault({ error, reset }: ErrorComponentProps) {
  return <PanelFault error={error instanceof Error ? error : new Error(String(error))} onTryAgain={reset} />;
}

const routeTree = root.addChildren([
  home,
  catalog.addChildren([catalogOnly, step, stepEdit, stepNew]),
  catalogImport,
  catalogHistory,
  stepHistory,
  flows,
  start,
  flow,
  oldFlow,
  cluster,
]);

/** The routes of the application; with a history of its own in tests, with the browser's otherwise. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    ...(history ? { history } : {}),
    routeTree,
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultErrorComponent: PageFault,
    // Ids of child flows are easier to read with their colons.
    pathParamsAllowedCharacters: [":"],
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
