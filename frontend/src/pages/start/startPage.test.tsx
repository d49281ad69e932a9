// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connection, useLive } from "../../data/live";
import { renderApp, serverSays, type Answered, type Answers } from "../../testing/renderApp";

// A page with all its parts takes seconds to load on a machine that is busy.
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  sessionStorage.clear();
});
afterEach(() => {
  connection.stop();
  useLive.setState({ catalog: null });
});

const PAY = {
  id: "pay",
  name: "Pay",
  type: "sync",
  http: { endpoint: "https://pay.test/charge", timeout: 0 },
  attributes: {
    amount: { role: "required", type: "number" },
    note: { role: "optional", type: "string", optional: { default: '"none"' } },
    receipt: { role: "output" },
  },
};
const CATALOG = {
  type: "subscribed",
  sub_id: "catalog",
  items: [
    {
      id: ["catalog"],
      data: {
        steps: { pay: PAY },
        attributes: {
          amount: { providers: [], consumers: ["pay"] },
          note: { providers: [], consumers: ["pay"] },
          receipt: { providers: ["pay"], consumers: [] },
        },
        last_updated: null,
      },
      sequence: 1,
    },
  ],
};

const planned: Answered = {
  body: { goals: ["pay"], required: ["amount"], steps: { pay: PAY }, attributes: {}, excluded: {} },
};
const answers =
  (start: Answered): Answers =>
  ({ path }) => {
    if (path === "/engine/plan") return planned;
    if (path === "/engine/flow/query") return { body: { flows: [], count: 0 } };
    return path === "/engine/flow" ? start : undefined;
  };
const STARTED: Answered = { status: 201, body: { message: "", flow_id: "pay-1" } };
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const startButton = () => screen.getByRole<HTMLButtonElement>("button", { name: /^Start flow/ });

test("sends exactly the number that was typed, says why it cannot before, and opens the flow", async () => {
  const { requests, router } = await renderApp("/flows/new?goal=pay", answers(STARTED));
  await serverSays(CATALOG);
  const field = await screen.findByLabelText("amount");
  expect(startButton().disabled).toBe(true);
  expect(screen.getByText(/Still missing:/).textContent).toContain("amount");
  type(field, "9007199254740993");
  await waitFor(() => expect(startButton().disabled).toBe(false));
  await userEvent.click(startButton());
  await waitFor(() => expect(router.state.location.pathname).toBe("/flows/pay-1"), { timeout: 20_000 });
  expect(requests.find(({ path }) => path === "/engine/flow")?.body).toMatchObject({
    goals: ["pay"],
    init: { amount: [9007199254740993n] },
  });
});

test("a value of the wrong type is told at its field, and Ctrl Enter does not start", async () => {
  const { requests } = await renderApp("/flows/new?goal=pay", answers(STARTED));
  await serverSays(CATALOG);
  const field = await screen.findByLabelText("amount");
  type(field, "many");
  expect(await screen.findByText("This is no number.")).toBeTruthy();
  fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
  expect(screen.getByText(/To be mended:/).textContent).toContain("amount");
  expect(requests.some(({ path }) => path === "/engine/flow")).toBe(false);
});

test("a refusal stays in the form with what was typed", async () => {
  const refused: Answered = { status: 400, body: { error: "the plan lacks\nmore", status: 400 } };
  await renderApp("/flows/new?goal=pay", answers(refused));
  await serverSays(CATALOG);
  const field = await screen.findByLabelText<HTMLInputElement>("amount");
  type(field, "5");
  fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
  expect(await screen.findByText(/the plan lacks/)).toBeTruthy();
  expect(field.value).toBe("5");
});

test("an id that is taken by something else is told at the id", async () => {
  const taken: Answered = { status: 409, body: { error: "the id is taken", status: 409 } };
  await renderApp("/flows/new?goal=pay&init=%7B%22amount%22:[1]%7D", answers(taken));
  await serverSays(CATALOG);
  await screen.findByLabelText("amount");
  await userEvent.click(startButton());
  const id = screen.getByLabelText<HTMLInputElement>(/Id of the flow/);
  await waitFor(() => expect(id.getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getByText("the id is taken")).toBeTruthy();
});

test("not given, an empty text and a default look different", async () => {
  const { requests } = await renderApp("/flows/new?goal=pay", answers(STARTED));
  await serverSays(CATALOG);
  const note = await screen.findByLabelText<HTMLTextAreaElement>("note");
  expect(note.placeholder).toBe("Not given");
  expect(note.value).toBe("");
  expect(screen.getByText('default: "none"')).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Give an empty text for note" }));
  await waitFor(() => expect(note.placeholder).toBe("Empty text"));
  type(screen.getByLabelText("amount"), "1");
  await waitFor(() => expect(startButton().disabled).toBe(false));
  await userEvent.click(startButton());
  await waitFor(() => expect(requests.some(({ path }) => path === "/engine/flow")).toBe(true));
  expect(requests.find(({ path }) => path === "/engine/flow")?.body).toMatchObject({
    init: { amount: [1], note: [""] },
  });
});

test("a flow that is started again brings its goals, values and labels", async () => {
  const state = {
    id: "pay-0",
    status: "failed",
    plan: { goals: ["pay"], steps: { pay: PAY }, attributes: {} },
    attributes: { amount: [{ value: 7, set_at: "2026-03-01T10:20:30Z" }] },
    executions: {},
    labels: { team: "shop" },
  };
  const known = answers(STARTED);
  const { requests } = await renderApp("/flows/new?from=pay-0", (sent) =>
    sent.path === "/engine/flow/pay-0" ? { body: state } : known(sent),
  );
  await serverSays(CATALOG);
  expect((await screen.findByLabelText<HTMLInputElement>("amount")).value).toBe("7");
  expect(within(screen.getByRole("list", { name: "Goals" })).getByText("Pay")).toBeTruthy();
  await userEvent.click(startButton());
  await waitFor(() => expect(requests.some(({ path }) => path === "/engine/flow")).toBe(true));
  expect(requests.find(({ path }) => path === "/engine/flow")?.body).toMatchObject({
    init: { amount: [7] },
    labels: { team: "shop" },
  });
});
