// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, describe, expect, test } from "vitest";
import { connection, useLive } from "../data/live";
import { history, STARTED } from "../testing/history";
import { renderApp, serverSays, type Answers } from "../testing/renderApp";
import { Wire } from "../testing/wire";

afterEach(() => {
  connection.stop();
  useLive.setState({ catalog: null, cluster: null, flow: null, row_changes: new Map() });
});

const catalogState = (steps: object, sequence: number) => ({
  type: "subscribed",
  sub_id: "catalog",
  items: [{ id: ["catalog"], data: { steps, attributes: {}, last_updated: null }, sequence }],
});
const PAY = {
  id: "pay",
  name: "Pay",
  type: "sync",
  http: { endpoint: "https://pay.test/charge", timeout: 0 },
  attributes: { amount: { role: "required", type: "number" }, receipt: { role: "output" } },
  labels: { team: "shop" },
};

describe("the catalog", () => {
  test("says nothing about its content before it knows it, and then the idea in three sentences", async () => {
    await renderApp("/catalog");
    await screen.findByRole("heading", { level: 1, name: "Catalog" });
    expect(screen.queryByText("No steps yet")).toBeNull();
    await serverSays(catalogState({}, 0));
    expect(screen.getByText("No steps yet")).toBeTruthy();
    expect(screen.getByText(/Equal names connect/)).toBeTruthy();
  });

  test("shows a step as soon as another client registers it", async () => {
    await renderApp("/catalog");
    const timestamp = Date.now();
    await serverSays(catalogState({}, 0), {
      type: "step_registered",
      sub_id: "catalog",
      id: ["catalog"],
      sequence: 0,
      timestamp,
      data: { step: PAY },
    });
    const row = screen.getByRole("row", { name: /Pay/ });
    expect(within(row).getByText("amount")).toBeTruthy();
    expect(within(row).getByText("team=shop")).toBeTruthy();
    expect(within(row).getByText("No check")).toBeTruthy();
  });

  test("a search that matches nothing says so and can be cleared", async () => {
    await renderApp("/catalog?q=zzz");
    await serverSays(catalogState({ pay: PAY }, 1));
    await userEvent.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(await screen.findByRole("link", { name: "Pay" })).toBeTruthy();
  });

  test("a mistyped step is answered with the nearest", async () => {
    await renderApp("/catalog/steps/payy");
    await serverSays(catalogState({ pay: PAY }, 1));
    expect(screen.getByText("No such step")).toBeTruthy();
    expect(screen.getByRole("link", { name: "pay" })).toBeTruthy();
  });
});

describe("a flow", () => {
  const overWire = (sub_id: string) =>
    history(STARTED, ["attribute_set", { step_id: "price", key: "cost", value: 7 }]).map(
      ({ aggregate, ...event }) => ({ ...event, id: aggregate, sub_id }),
    );

  test("that does not exist is waited for, and comes alive", async () => {
    await renderApp("/flows/f-1?tab=values");
    await serverSays({ type: "subscribed", sub_id: "flow", items: [] });
    expect(screen.getByText("No such flow yet")).toBeTruthy();
    await serverSays(...overWire("flow"));
    const row = screen.getByRole("row", { name: /cost/ });
    expect(within(row).getByText("7")).toBeTruthy();
    expect(document.title).toBe("f-1 Running – Flows – Argyll");
  });

  test("is left when its page is left", async () => {
    const { router } = await renderApp("/flows/f-1");
    await serverSays({ type: "subscribed", sub_id: "flow", items: [] });
    await router.navigate({ to: "/cluster" });
    await screen.findByRole("heading", { level: 1, name: "Cluster" });
    expect(Wire.last.sent).toContainEqual({ type: "unsubscribe", data: { sub_id: "flow" } });
  });

  test("tells why each step stands where it stands", async () => {
    await renderApp("/flows/f-1");
    await serverSays({ type: "subscribed", sub_id: "flow", items: [] }, ...overWire("flow"));
    expect(screen.getByRole("row", { name: /Price/ }).textContent).toContain("About to start");
  });
});

describe("the list of flows", () => {
  const page =
    (...flows: object[]): Answers =>
    ({ path }) =>
      path === "/engine/flow/query"
        ? { body: { flows, count: flows.length, total: flows.length } as never }
        : undefined;
  const RUNNING = { id: "f-1", status: "active", timestamp: "2026-03-01T10:20:30Z" };

  test("asks with the filter of the address", async () => {
    const { requests } = await renderApp("/flows?status=failed&prefix=f-", page());
    expect(await screen.findByText("No flow matches this filter.")).toBeTruthy();
    expect(requests.find(({ path }) => path === "/engine/flow/query")?.body).toEqual({
      sort: "recent_desc",
      limit: 50,
      statuses: ["failed"],
      id_prefix: "f-",
    });
  });

  test("shows the outcome of a visible flow as soon as it is known, with the mark that it settles", async () => {
    await renderApp("/flows", page(RUNNING));
    const row = await screen.findByRole("row", { name: /f-1/ });
    expect(row.textContent).toContain("Running");
    await waitFor(() => expect(Wire.last.sent.map(({ data }) => data["sub_id"])).toContain("rows"));
    await serverSays(
      { type: "subscribed", sub_id: "rows", items: null },
      {
        type: "flow_failed",
        sub_id: "rows",
        id: ["flow", "f-1"],
        sequence: 9,
        timestamp: Date.now(),
        data: {},
      },
    );
    expect(screen.getByRole("row", { name: /f-1/ }).textContent).toMatch(/Failed.*settling/);
  });

  test("that cannot be read says why, and is no empty list", async () => {
    await renderApp("/flows", ({ path }) =>
      path === "/engine/flow/query"
        ? { status: 400, body: { error: "id_prefix: not allowed", status: 400 } }
        : undefined,
    );
    expect(await screen.findByText("id_prefix: not allowed")).toBeTruthy();
    expect(screen.queryByText("No flows yet")).toBeNull();
  });
});

describe("the start of a flow", () => {
  const plan = { goals: ["pay"], required: ["amount"], steps: { pay: PAY }, attributes: {}, excluded: {} };

  test("sends exactly the number that was typed, and opens the flow", async () => {
    const { requests, router } = await renderApp("/flows/new?goal=pay", ({ path }) => {
      if (path === "/engine/plan") return { body: plan };
      return path === "/engine/flow" ? { status: 201, body: { message: "", flow_id: "pay-1" } } : undefined;
    });
    const field = await screen.findByLabelText("amount");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Start flow" }).disabled).toBe(true);
    await userEvent.type(field, "9007199254740993");
    await userEvent.click(screen.getByRole("button", { name: "Start flow" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/flows/pay-1"));
    expect(requests.find(({ path }) => path === "/engine/flow")?.body).toMatchObject({
      goals: ["pay"],
      init: { amount: [9007199254740993n] },
    });
  });

  test("that is refused keeps what was typed and shows the server's text", async () => {
    await renderApp("/flows/new?goal=pay", ({ path }) => {
      if (path === "/engine/plan") return { body: plan };
      return path === "/engine/flow"
        ? { status: 409, body: { error: "the id is taken", status: 409 } }
        : undefined;
    });
    await userEvent.type(await screen.findByLabelText("amount"), "5");
    await userEvent.click(screen.getByRole("button", { name: "Start flow" }));
    expect(await screen.findByText("the id is taken")).toBeTruthy();
    expect(screen.getByLabelText<HTMLTextAreaElement>("amount").value).toBe("5");
  });
});

describe("the frame", () => {
  test("tells that what is shown may be old once the connection is lost for 3 s", async () => {
    await renderApp("/cluster");
    const now = Date.now();
    useLive.setState({ connection: { phase: "lost", since: now - 4000, next_try_at: now + 4000 } });
    expect(await screen.findByText(/What you see may be old\. Next try in 4 s\./)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Try now" })).toBeTruthy();
  });

  test("tells that changes wait when the cluster has no leader", async () => {
    await renderApp("/cluster", ({ path }) =>
      path === "/health"
        ? { body: { details: { backend: { state: "candidate", leader_id: "" } } } }
        : undefined,
    );
    expect(await screen.findByText(/The cluster has no leader/)).toBeTruthy();
  });

  test("goes to another part by two keys, but not while a field has the focus", async () => {
    const { router } = await renderApp("/catalog");
    await serverSays(catalogState({ pay: PAY }, 1));
    await userEvent.type(screen.getByRole("searchbox"), "gn");
    expect(router.state.location.pathname).toBe("/catalog");
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard("gn");
    await waitFor(() => expect(router.state.location.pathname).toBe("/cluster"));
  });

  test("an unknown address is no page", async () => {
    await renderApp("/nowhere");
    expect(await screen.findByRole("heading", { level: 1, name: "No such page" })).toBeTruthy();
  });
});
