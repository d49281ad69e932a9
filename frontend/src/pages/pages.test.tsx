// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, describe, expect, test } from "vitest";
import { connection, useLive } from "../data/live";
import { renderApp, serverSays } from "../testing/renderApp";

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
