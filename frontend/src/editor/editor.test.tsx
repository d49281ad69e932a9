// @vitest-environment jsdom
import { act, configure, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { Json, JsonObject } from "../model/json";
import { renderApp, serverSays, type Answered, type Sent } from "../testing/renderApp";

const STORED: JsonObject = {
  id: "charge",
  name: "Charge",
  type: "sync",
  attributes: { total: { role: "required", type: "number", note: "kept" }, receipt: { role: "output" } },
  labels: { team: "payments" },
  http: { endpoint: "https://pay.test/{total}", timeout: 0 },
  work_config: { max_retries: 4, init_backoff: 1000, max_backoff: 60000, backoff_type: "exponential" },
};

// A whole page in jsdom, on machines that do other things too.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

let stored: JsonObject;
let problems: readonly Json[];
let putAnswer: ((body: JsonObject) => Answered) | null;

beforeEach(() => {
  // jsdom has no layout, so nothing can come into view.
  Element.prototype.scrollIntoView = () => undefined;
  localStorage.clear();
  [stored, problems, putAnswer] = [STORED, [], null];
});

function server({ path, body }: Sent): Answered | undefined {
  if (path === "/api/ui/steps/check") return { body: { ok: true, problems, effects: {} } };
  if (path.startsWith("/api/ui/catalog/history")) return { body: { entries: [] } };
  if (path === "/engine/step/charge" && body === null) return { body: stored };
  if (path === "/engine/step/charge") {
    const sent = body as JsonObject;
    if (putAnswer) return putAnswer(sent);
    stored = sent;
    return { body: { message: "Step updated", step: sent } };
  }
  return undefined;
}

async function openEditor(address = "/catalog/steps/charge/edit?view=table") {
  const app = await renderApp(address, server);
  const item = { id: ["catalog"], data: { steps: { charge: stored }, attributes: {} }, sequence: 1 };
  await serverSays({ type: "subscribed", sub_id: "catalog", items: [item] });
  const name = await screen.findByLabelText("Name");
  const writes = () =>
    app.requests.filter(({ path, body }) => path.startsWith("/engine/step") && body !== null);
  return { ...app, name, writes, user: userEvent.setup({ delay: null, pointerEventsCheck: 0 }) };
}

const saveButton = () => screen.getByText("Save").closest("button")!;

test("a step that is opened and saved without a change sends nothing", async () => {
  const { user, writes } = await openEditor();
  expect(saveButton()).toHaveProperty("disabled", true);
  await user.keyboard("{Control>}s{/Control}");
  expect(writes()).toEqual([]);
});

test("a changed name is the only thing that is stored anew", async () => {
  const { user, name, writes } = await openEditor();
  await user.type(name, " twice");
  await user.keyboard("{Control>}s{/Control}");
  await screen.findByText("Saved Charge twice");
  expect(writes().map(({ body }) => body)).toEqual([{ ...STORED, name: "Charge twice" }]);
  await screen.findByText("No changes");
});

test("a problem of the server stands at its field, in its part and in the list, and blocks saving", async () => {
  problems = [{ path: ["http", "endpoint"], message: "endpoint is odd", severity: "error" }];
  const { user, name } = await openEditor();
  await user.type(name, "!");
  const endpoint = screen.getByLabelText("Endpoint");
  await waitFor(() => expect(endpoint.getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getAllByText("1 error")[0]?.closest("section")?.textContent).toContain("Call of the service");
  expect(saveButton()).toHaveProperty("disabled", true);
  await user.click(screen.getAllByText("1 error")[1]!);
  await user.click(screen.getAllByText("endpoint is odd")[1]!);
  await waitFor(() => expect(document.activeElement).toBe(endpoint));
});

test("a duration that cannot be read is kept as typed and blocks saving; one that can is stored in ms", async () => {
  const { user, writes } = await openEditor();
  const timeout = screen.getByLabelText("Time-out");
  await user.type(timeout, "5 quarks");
  await user.tab();
  expect(timeout).toHaveProperty("value", "5 quarks");
  expect(saveButton()).toHaveProperty("disabled", true);
  await user.clear(timeout);
  await user.type(timeout, "1.5 s");
  await user.keyboard("{Control>}s{/Control}");
  await screen.findByText("Saved Charge");
  expect(writes()[0]?.body).toEqual({
    ...STORED,
    http: { endpoint: "https://pay.test/{total}", timeout: 1500 },
  });
});

test("an attribute that is removed comes back by Ctrl Z", async () => {
  const { user } = await openEditor();
  await user.click(screen.getByLabelText("Actions for receipt"));
  await user.click(await screen.findByText("Remove"));
  expect(screen.queryByLabelText("Name of receipt")).toBeNull();
  act(() => (document.activeElement as HTMLElement).blur());
  await user.keyboard("{Control>}z{/Control}");
  expect(screen.getByLabelText("Name of receipt")).toBeTruthy();
});

test("a save that meets another version shows both ways out, and keeps the draft until one is chosen", async () => {
  const theirs = { ...STORED, labels: { team: "other" } };
  putAnswer = () => {
    stored = theirs;
    return { status: 412, body: { error: "step charge was changed since", status: 412 } };
  };
  const { user, name, writes } = await openEditor();
  await user.type(name, " mine");
  await user.keyboard("{Control>}s{/Control}");
  await screen.findByText(/Changed there: labels/);
  expect(name).toHaveProperty("value", "Charge mine");
  putAnswer = null;
  await user.click(screen.getByText("Keep mine"));
  await user.keyboard("{Control>}s{/Control}");
  await screen.findByText("Saved Charge mine");
  expect(writes().at(-1)?.body).toEqual({ ...STORED, name: "Charge mine" });
});

test("a draft that was left is there again on return, and can be let go", async () => {
  const { user, name, unmount } = await openEditor();
  await user.type(name, " later");
  unmount();
  const again = await openEditor();
  expect(again.name).toHaveProperty("value", "Charge later");
  await user.click(screen.getByText("Discard them"));
  expect(again.name).toHaveProperty("value", "Charge");
});

test("Escape leaves a field first, and then closes an unchanged editor only", async () => {
  const { user, name, router } = await openEditor();
  await user.type(name, "x{Escape}{Escape}");
  expect(router.state.location.pathname).toBe("/catalog/steps/charge/edit");
  await user.type(name, "{Backspace}{Escape}{Escape}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/catalog"));
});

test("leaving with changes asks, and staying keeps them", async () => {
  const { user, name, router } = await openEditor();
  await user.type(name, "x");
  await user.click(screen.getAllByText("Flows")[0]!);
  await user.click(await screen.findByText("Stay"));
  expect(router.state.location.pathname).toBe("/catalog/steps/charge/edit");
  expect(name).toHaveProperty("value", "Chargex");
});

test("a step that is not there says so, and leads to a new one", async () => {
  await renderApp("/catalog/steps/nobody/edit?view=table", () => undefined);
  await serverSays({
    type: "subscribed",
    sub_id: "catalog",
    items: [{ id: ["catalog"], data: {}, sequence: 0 }],
  });
  await screen.findByText(/no step nobody/);
  expect(screen.getByText("Create it")).toBeTruthy();
});
