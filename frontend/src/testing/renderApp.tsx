import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { act, render } from "@testing-library/react";
import { vi } from "vitest";
import { connection } from "../data/live";
import { createQueryClient } from "../data/queries";
import { initTexts } from "../i18n";
import { parseJson, stringifyJson, type Json } from "../model/json";
import { createAppRouter } from "../routes";
import { theme } from "../ui/theme";
import { Wire } from "./wire";

export interface Sent {
  readonly path: string;
  readonly body: Json;
}

export interface Answered {
  readonly status?: number;
  readonly body: Json;
}

/** What the server answers to a request; undefined is a 404. */
export type Answers = (sent: Sent) => Answered | undefined;

/** The whole application at an address, with the server at the other end of HTTP and of the WebSocket. */
export async function renderApp(address: string, answers: Answers = () => undefined) {
  const requests: Sent[] = [];
  vi.stubGlobal("WebSocket", Wire);
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("matchMedia", noMedia);
  vi.stubGlobal("ResizeObserver", NoResize);
  vi.stubGlobal("fetch", (path: string, init?: { body?: string }) => {
    const sent = { path, body: init?.body === undefined ? null : parseJson(init.body) };
    requests.push(sent);
    const { status = 200, body } = answers(sent) ?? (path === "/health" ? HEALTHY : NO_ROUTE);
    return Promise.resolve(new Response(stringifyJson(body), { status }));
  });
  // jsdom loads no fonts, and text fields wait for them.
  Object.defineProperty(document, "fonts", { configurable: true, value: new EventTarget() });
  initTexts();
  connection.start();
  const router = createAppRouter(createMemoryHistory({ initialEntries: [address] }));
  const view = render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider theme={theme} env="test">
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  await act(() => router.load());
  act(() => Wire.last.accept());
  return { ...view, requests, router };
}

const NO_ROUTE: Answered = { status: 404, body: { error: "no such route", status: 404 } };
const HEALTHY: Answered = {
  body: { status: "healthy", details: { backend: { state: "leader", leader_id: "n1" } } },
};

/** Sends messages over the WebSocket and waits for the animation frame that brings them to the page. */
export async function serverSays(...messages: readonly object[]): Promise<void> {
  await act(async () => {
    Wire.last.say(...messages);
    await new Promise((applied) => requestAnimationFrame(applied));
  });
}

function noMedia(query: string) {
  return {
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
}

class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
