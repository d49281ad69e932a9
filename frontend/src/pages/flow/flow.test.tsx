// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, describe, expect, test } from "vitest";
import { connection, useLive } from "../../data/live";
import type { RecordedEvent } from "../../model/event";
import { tokenOf } from "../../model/eventKind";
import type { Json } from "../../model/json";
import { history, STARTED, type Fact } from "../../testing/history";
import { recorded } from "../../testing/recorded";
import { renderApp, serverSays, type Answered, type Answers } from "../../testing/renderApp";
import { Wire } from "../../testing/wire";

afterEach(() => {
  connection.stop();
  useLive.setState({ catalog: null, cluster: null, flow: null, row_changes: new Map() });
});

const NO_FLOW = { type: "subscribed", sub_id: "flow", items: [] };

function overWire(events: readonly RecordedEvent[]): readonly object[] {
  return events.map(({ aggregate, ...event }) => ({ ...event, id: aggregate, sub_id: "flow" }));
}

/** The server that has recorded these events: the routes that a flow page asks. */
function serverWith(events: readonly RecordedEvent[]): Answers {
  const stored = events.map(({ aggregate, timestamp, ...event }) => ({
    ...event,
    aggregate_id: aggregate,
    timestamp: new Date(timestamp).toISOString(),
  })) as readonly Json[];
  return ({ path }): Answered | undefined => {
    const url = new URL(path, "http://node");
    if (/^\/engine\/flow\/[^/]+\/events$/.test(url.pathname)) {
      const [from, limit] = ["from", "limit"].map((name) => Number(url.searchParams.get(name)));
      return { body: { events: stored.slice(from, (from ?? 0) + (limit ?? 0)), count: stored.length } };
    }
    if (/^\/api\/ui\/flows\/[^/]+\/events$/.test(url.pathname)) {
      const token = url.searchParams.get("token");
      const found = events.flatMap(({ data }, place) =>
        token === null || data["token"] === token ? [stored[place] ?? null] : [],
      );
      if (url.searchParams.get("order") === "desc") found.reverse();
      return { body: { events: found, count: found.length, total: found.length } };
    }
    return undefined;
  };
}

/** The page of a flow with this history, at an address below it. */
async function open(events: readonly RecordedEvent[], search = "") {
  const id = events[0]?.aggregate[1] ?? "";
  const app = await renderApp(`/flows/${id}${search}`, serverWith(events));
  await serverSays(NO_FLOW, ...overWire(events));
  return app;
}

const sentence = () => screen.getByRole("region", { name: "How the flow stands" }).textContent;

describe("a flow", () => {
  const facts: readonly Fact[] = [STARTED, ["attribute_set", { step_id: "price", key: "cost", value: 7 }]];

  test("that does not exist is waited for, and comes alive", async () => {
    await renderApp("/flows/f-1?tab=values");
    await serverSays(NO_FLOW);
    expect(screen.getByText("No such flow yet")).toBeTruthy();
    await serverSays(...overWire(history(...facts)));
    const row = screen.getByRole("row", { name: /cost/ });
    expect(within(row).getByText("7")).toBeTruthy();
    expect(document.title).toBe("f-1 Running – Flows – Argyll");
  });

  test("is left when its page is left", async () => {
    const { router } = await renderApp("/flows/f-1");
    await serverSays(NO_FLOW);
    await router.navigate({ to: "/cluster" });
    await screen.findByRole("heading", { level: 1, name: "Cluster" });
    expect(Wire.last.sent).toContainEqual({ type: "unsubscribe", data: { sub_id: "flow" } });
  });

  test("tells why each step stands where it stands", async () => {
    await open(history(...facts), "?tab=steps");
    expect(screen.getByRole("row", { name: /Price/ }).textContent).toContain("About to start");
  });
});

describe("the sentence", () => {
  test.each([
    [
      "refused-upstream",
      /Order was refused by its service \(HTTP 422\): address is missing\..*Ship could therefore not run\./,
    ],
    ["fan-out-failed-and-undone", /Reserve failed for item 3 of 4 \(HTTP 422: c has no price\)\./],
    ["retries-used-up", /Call failed after 4 tries: HTTP 503\./],
    ["callback-refused", /Pay failed: card expired\./],
    ["child-failed", /the child flow of Outer failed: step child-failed-inner failed: no\./],
    ["all-gates-closed", /Mail was skipped: gate on all_gates_closed_c did not match\./],
    ["closed-gate", /Completed in .*\. 2 steps ran, 1 was skipped\./],
  ])("of %s is true", async (name, words) => {
    await open(recorded(name).events);
    expect(sentence()).toMatch(words);
  });
});

describe("a failed item", () => {
  test("is one click away, with its input, its error and its attempts", async () => {
    await open(recorded("fan-out-failed-and-undone").events);
    await userEvent.click(screen.getAllByRole("link", { name: "item 3" })[0]!);
    const details = (await screen.findByText("Inputs of this item")).closest("tr")!;
    expect(details.textContent).toContain('fan_out_failed_and_undone_items: "c"');
    expect(details.textContent).toContain("c has no price");
    expect(await within(details).findByRole("link", { name: "Try 1" })).toBeTruthy();
  });

  test("is found by its kind of error", async () => {
    const { router } = await open(recorded("fan-out-failed-and-undone").events, "?tab=items");
    await userEvent.type(screen.getByRole("searchbox"), "no price");
    await waitFor(() => expect(screen.getAllByRole("button", { name: /^Show item/ })).toHaveLength(1));
    expect(router.state.location.search).toMatchObject({ q: "no price" });
  });
});

describe("an async item that waits", () => {
  const events = recorded("callback").events.slice(0, 3);
  const token = tokenOf(events[2]!);

  test("can be completed in place of its service, through its webhook", async () => {
    const { requests } = await open(events, "?tab=items&step=callback-pay&item=1");
    await userEvent.click(await screen.findByRole("button", { name: "Answer for the service" }));
    const field = screen.getByLabelText("Outputs, as JSON object");
    await userEvent.clear(field);
    await userEvent.type(field, '{{"id": 9007199254740993}');
    await userEvent.click(screen.getByRole("button", { name: "Complete item" }));
    const sent = requests.find(({ path }) => path.startsWith("/webhook/"));
    expect(sent).toEqual({
      path: `/webhook/${events[0]?.aggregate[1]}/callback-pay/${token}`,
      body: { id: 9007199254740993n },
    });
    // The server of this test has no such route, and a refusal stays where it belongs.
    expect(await screen.findByText(/The answer was not taken: no such route/)).toBeTruthy();
  });
});

describe("replay", () => {
  const { events } = recorded("fan-out-failed-and-undone");

  test("of a shared link opens at its moment, in a frame that says so", async () => {
    await open(events, "?at=6&tab=steps");
    expect(await screen.findByText(/^Replay: after event 6 of 17, /)).toBeTruthy();
    expect(sentence()).toContain("Running: 2 of 4 items");
    expect(screen.getByRole("row", { name: /Reserve/ }).textContent).toContain("2 of 4 items done");
  });

  test("goes back and forth by keys, to the next failure, and back to live", async () => {
    const { router } = await open(events);
    const at = () => {
      const { at } = router.state.location.search as { at?: unknown };
      return at === undefined ? undefined : Number(at);
    };
    await userEvent.keyboard("r");
    await screen.findByText(/^Replay: after event 16 of 17, /);
    await userEvent.keyboard(",");
    await waitFor(() => expect(at()).toBe(15));
    await userEvent.keyboard("<");
    await waitFor(() => expect(at()).toBe(11));
    await router.navigate({ to: ".", search: { at: 0 } as never });
    await screen.findByText(/^Replay: after event 0 of 17, /);
    await userEvent.keyboard("x");
    await waitFor(() => expect(at()).toBe(7));
    await userEvent.keyboard("l");
    await waitFor(() => expect(at()).toBeUndefined());
    expect(screen.queryByText(/^Replay:/)).toBeNull();
  });

  test("of a moment that has not come says so", async () => {
    await open(events, "?at=99");
    expect(await screen.findByText("There is no event 99 yet")).toBeTruthy();
  });
});

describe("events", () => {
  test("open to their payload and to what they changed", async () => {
    await open(recorded("sync-success").events, "?tab=events");
    await userEvent.click(await screen.findByRole("button", { name: "Show event 2" }));
    const details = (await screen.findByText("What it changed")).closest("td")!;
    await waitFor(() => expect(details.textContent).toMatch(/work_items.*status.*"pending".*"active"/));
  });

  test("that cannot be read are no empty list", async () => {
    const { events } = recorded("sync-success");
    await renderApp(`/flows/${events[0]?.aggregate[1]}?tab=events`);
    await serverSays(NO_FLOW, ...overWire(events));
    expect(await screen.findByText("The events could not be read")).toBeTruthy();
    expect(sentence()).toContain("Completed");
  });
});

test("a value tells who used it, and which", async () => {
  await open(recorded("several-providers").events, "?tab=values");
  await userEvent.click(screen.getByRole("button", { name: "several_providers_rate" }));
  const uses = screen.getByRole("list", { name: "Who used it" });
  expect(uses.textContent).toContain("Last used value 3 (takes the last value).");
  expect(uses.textContent).toContain("All used values 1, 2, 3 (takes the values of all makers).");
});
