// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { connection, useLive } from "../../data/live";
import type { JsonObject } from "../../model/json";
import { renderApp, serverSays, type Answers } from "../../testing/renderApp";

// The page is loaded by its route when it is first opened; that must not count for the first test.
beforeAll(() => import("./CatalogPage"), 60_000);

afterEach(() => {
  connection.stop();
  useLive.setState({ catalog: null, cluster: null, flow: null, row_changes: new Map() });
});

const PAY = {
  id: "pay",
  name: "Pay",
  type: "sync",
  http: { endpoint: "https://pay.test/charge", timeout: 0 },
  attributes: { amount: { role: "required", type: "number" }, receipt: { role: "output" } },
  labels: { team: "shop" },
};
const PRICE = {
  id: "price",
  name: "Price",
  type: "script",
  script: { language: "ale", script: "{:amount 1}" },
  attributes: { amount: { role: "output", type: "number" } },
};
const EDGES = {
  amount: { providers: ["price"], consumers: ["pay"] },
  receipt: { providers: ["pay"], consumers: [] },
};

const catalogState = (steps: object, sequence: number, attributes: object = {}) => ({
  type: "subscribed",
  sub_id: "catalog",
  items: [{ id: ["catalog"], data: { steps, attributes, last_updated: null }, sequence }],
});
const both = () => catalogState({ pay: PAY, price: PRICE }, 2, EDGES);
const stepEvent = (sequence: number, step: object) => ({
  type: "step_registered",
  sub_id: "catalog",
  id: ["catalog"],
  sequence,
  timestamp: Date.now(),
  data: { step },
});

describe("an empty catalog", () => {
  test("says nothing about its content before it knows it, and then the idea in three sentences", async () => {
    await renderApp("/catalog");
    await screen.findByRole("heading", { level: 1, name: "Catalog" });
    expect(screen.queryByText("No steps yet")).toBeNull();
    await serverSays(catalogState({}, 0));
    expect(screen.getByText("No steps yet")).toBeTruthy();
    expect(screen.getByText(/Equal names connect/)).toBeTruthy();
    expect(screen.getByRole("link", { name: "Create a step" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Import a file" })).toBeTruthy();
  });

  test("loads the example, and comes back with its goal chosen", async () => {
    const { requests, router } = await renderApp("/catalog", ({ path }) =>
      path === "/api/ui/example" ? { body: { goals: ["pay"], entry: 7 } } : undefined,
    );
    await serverSays(catalogState({}, 0));
    await userEvent.click(screen.getByRole("button", { name: "Load the example" }));
    await waitFor(() => expect(router.state.location.searchStr).toBe("?goal=pay&panel=start"));
    expect(requests.filter(({ path }) => path === "/api/ui/example")).toHaveLength(2);
  });

  test("a refusal of the example stays where it was asked for", async () => {
    await renderApp("/catalog", ({ path }) =>
      path === "/api/ui/example" ? { status: 503, body: { error: "no leader", status: 503 } } : undefined,
    );
    await serverSays(catalogState({}, 0));
    await userEvent.click(screen.getByRole("button", { name: "Load the example" }));
    expect((await screen.findByRole("alert")).textContent).toContain("no leader");
  });
});

describe("the table", () => {
  test("shows and marks a step as soon as another client registers it", async () => {
    await renderApp("/catalog?view=table");
    await serverSays(catalogState({ price: PRICE }, 1), stepEvent(1, PAY));
    const row = screen.getByRole("row", { name: /Pay/ });
    expect(row.dataset["marked"]).toBe("true");
    expect(within(row).getByText("amount")).toBeTruthy();
    expect(within(row).getByText("team=shop")).toBeTruthy();
    expect(within(row).getByText("No check")).toBeTruthy();
  });

  test("a search that matches nothing says so and can be cleared", async () => {
    await renderApp("/catalog?view=table&q=zzz");
    await serverSays(both());
    await userEvent.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(await screen.findByRole("link", { name: "Pay" })).toBeTruthy();
  });

  test("is narrowed by the scope of the address, and a word that is no term is told", async () => {
    await renderApp("/catalog?view=table&scope=type:sync%20nonsense");
    await serverSays(both());
    expect(screen.getByRole("status").textContent).toBe("1 of 2 steps");
    expect(screen.queryByRole("link", { name: "Price" })).toBeNull();
    expect(screen.getByText("Not a term: nonsense")).toBeTruthy();
  });

  test("sorts by a column in both directions", async () => {
    await renderApp("/catalog?view=table");
    await serverSays(both());
    const names = () => screen.getAllByRole("rowheader").map(({ textContent }) => textContent);
    await userEvent.click(screen.getByRole("button", { name: "Needs" }));
    expect(names()).toEqual(["Priceprice", "Paypay"]);
    await userEvent.click(screen.getByRole("button", { name: "Needs" }));
    expect(names()).toEqual(["Paypay", "Priceprice"]);
    await userEvent.click(screen.getByRole("button", { name: "Step" }));
  });

  test("deleting says the effects first, and removes all selected steps as one change", async () => {
    const sent: JsonObject[] = [];
    const answers: Answers = ({ path, body }) => {
      if (path !== "/api/ui/catalog/change") return undefined;
      sent.push(body as JsonObject);
      return { body: { entry: 3 } };
    };
    await renderApp("/catalog?view=table&select=price", answers);
    await serverSays(both());
    await userEvent.click(within(screen.getByRole("main")).getAllByRole("button", { name: "Delete" })[0]!);
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("amount loses its last provider. Taken by: Pay.");
    expect(dialog.textContent).toContain("Running flows keep their plan.");
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(sent).toEqual([{ removals: ["price"] }]));
  });
});

describe("the panel", () => {
  test("of a step names the provider of each input, and leads to it", async () => {
    const { router } = await renderApp("/catalog/steps/pay?view=table");
    await serverSays(both());
    const panel = screen.getByRole("complementary", { name: "Selection" });
    expect(within(panel).getByRole("heading", { level: 2, name: "Pay" })).toBeTruthy();
    await userEvent.click(within(panel).getByRole("button", { name: "Price" }));
    expect(router.state.location.searchStr).toContain("select=price");
    expect(document.title).toBe("Price – Catalog – Argyll");
  });

  test("of an attribute shows makers, takers and recent values", async () => {
    await renderApp("/catalog?view=table&select=attr:amount", ({ path }) =>
      path.startsWith("/api/ui/samples")
        ? { body: { samples: [{ value: 9007199254740993n, flow_id: "f-1", step_id: "price", at: null }] } }
        : undefined,
    );
    await serverSays(both());
    const panel = screen.getByRole("complementary", { name: "Selection" });
    expect(await within(panel).findByText("9007199254740993")).toBeTruthy();
    expect(within(panel).getByRole("button", { name: "Pay" })).toBeTruthy();
  });

  test("of a mistyped step names the nearest", async () => {
    await renderApp("/catalog/steps/payy?view=table");
    await serverSays(both());
    expect(screen.getByText("No such step")).toBeTruthy();
    const panel = screen.getByRole("complementary", { name: "Selection" });
    expect(within(panel).getByRole("button", { name: "Pay" })).toBeTruthy();
  });
});
