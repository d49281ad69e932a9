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
import { NotFoundPage } from "./pages/NotFoundPage";
import {
  choiceParam,
  countParam,
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
  component: lazyRouteComponent(() => import("./pages/home/HomePage"), "HomePage"),
});

const catalog = createRoute({
  getParentRoute: () => root,
  path: "/catalog",
  validateSearch: ({ q }: SearchParams): { q?: string | undefined } => ({ q: textParam(q) }),
  component: lazyRouteComponent(() => import("./pages/catalog/CatalogPage"), "CatalogPage"),
});

const step = createRoute({
  getParentRoute: () => root,
  path: "/catalog/steps/$id",
  component: lazyRouteComponent(() => import("./pages/step/StepPage"), "StepPage"),
});

const flows = createRoute({
  getParentRoute: () => root,
  path: "/flows",
  validateSearch: ({ status, prefix, cursor }: SearchParams): FlowsSearch => ({
    status: choiceParam(status, FLOW_STATUSES),
    prefix: textParam(prefix),
    cursor: textParam(cursor),
  }),
  component: lazyRouteComponent(() => import("./pages/flows/FlowsPage"), "FlowsPage"),
});

const FLOW_STATUSES = ["active", "completed", "failed"] as const;

interface FlowsSearch {
  readonly status?: (typeof FLOW_STATUSES)[number] | undefined;
  readonly prefix?: string | undefined;
  readonly cursor?: string | undefined;
}

const start = createRoute({
  getParentRoute: () => root,
  path: "/flows/new",
  validateSearch: ({ goal }: SearchParams): { goal?: readonly string[] | undefined } => {
    const goals = listParam(goal);
    return { goal: goals.length > 0 ? goals : undefined };
  },
  component: lazyRouteComponent(() => import("./pages/start/StartPage"), "StartPage"),
});

const TABS = ["steps", "values", "events", "json"] as const;

interface FlowSearch {
  readonly tab?: (typeof TABS)[number] | undefined;
  readonly step?: string | undefined;
  /** First event of the page of events; the latest ones without it. */
  readonly from?: number | undefined;
}

const flow = createRoute({
  getParentRoute: () => root,
  path: "/flows/$id",
  validateSearch: ({ tab, step, from }: SearchParams): FlowSearch => ({
    tab: choiceParam(tab, TABS),
    step: textParam(step),
    from: countParam(from),
  }),
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
  component: lazyRouteComponent(() => import("./pages/cluster/ClusterPage"), "ClusterPage"),
});

function PageFault({ error, reset }: ErrorComponentProps) {
  return <PanelFault error={error instanceof Error ? error : new Error(String(error))} onTryAgain={reset} />;
}

const routeTree = root.addChildren([home, catalog, step, flows, start, flow, oldFlow, cluster]);

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
