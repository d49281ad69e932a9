// @vitest-environment jsdom
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pathOf, Refusal, request, Unreachable } from "./rest";

let server: Server;
let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void;

beforeEach(async () => {
  server = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (part: Buffer) => (body += part.toString()));
    incoming.on("end", () => answer(incoming, body, response));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const fetchOfNode = globalThis.fetch;
  // A page asks its own origin; outside of a browser that origin must be named.
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) =>
    fetchOfNode(`http://127.0.0.1:${port}${path}`, init),
  );
});

afterEach(() => new Promise((closed) => server.close(closed)));

test("numbers are exact on the way out and on the way back", async () => {
  answer = (_, body, response) => response.end(body);
  const sent = { n: 9007199254740993n, d: { decimal: "0.12345678901234567890", exact: 0n } } as const;
  expect((await request("POST", "/engine/flow", sent)).body).toEqual(sent);
});

test("a write carries the token against forged requests", async () => {
  document.cookie = "csrftoken=tok-1";
  answer = (incoming, _, response) => response.end(JSON.stringify(incoming.headers["x-csrftoken"] ?? null));
  expect((await request("PUT", "/engine/step/a", {})).body).toBe("tok-1");
});

test("a refusal carries the server's text, lines kept", async () => {
  answer = (_, __, response) => response.writeHead(400).end('{"error":"one\\ntwo","status":400}');
  const error = await request("GET", "/x").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  expect(error).toMatchObject({ status: 400, message: "one\ntwo" });
});

test("an answer that is none of ours counts as unreachable", async () => {
  answer = (_, __, response) => response.end("<html>a proxy's page</html>");
  await expect(request("GET", "/x")).rejects.toBeInstanceOf(Unreachable);
});

test("ids of child flows are encoded in paths", () => {
  expect(pathOf("engine", "flow", "a:b/c")).toBe("/engine/flow/a%3Ab%2Fc");
});
