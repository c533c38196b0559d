/** The bridge to Node's server, which Bun has too; testing/e2e runs it on Node itself. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect } from "node:net";
import { listenOnNode } from "./listen-node.ts";
import type { Listener } from "./listener.ts";

let listener: Listener;
const streamed = "part ".repeat(20_000);

beforeAll(async () => {
  listener = await listenOnNode({
    ...{ host: "127.0.0.1", port: 0, bodyBytesMax: 1_000, idleSecondsMax: 5 },
    handle: async (request, connection) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/stream") return new Response(new Blob([streamed]).stream());
      const facts = {
        ...{ method: request.method, path: pathname, pending: connection.pending() },
        address: connection.address(),
        header: request.headers.get("X-Test"),
        body: await request.text(),
      };
      return Response.json(facts, { status: 201, headers: { "X-Answer": "yes" } });
    },
  });
});

afterAll(() => listener.close());

const url = (path: string) => `http://127.0.0.1:${listener.port}${path}`;

test("method, path, headers, body and address arrive, status and headers go back", async () => {
  const wish = { method: "PUT", body: "made", headers: { "X-Test": "a" } };
  const answer = await fetch(url("/x"), wish);
  expect(answer.status).toBe(201);
  expect(answer.headers.get("X-Answer")).toBe("yes");
  expect(await answer.json()).toEqual({
    ...{ method: "PUT", path: "/x", pending: 1, address: "127.0.0.1", header: "a", body: "made" },
  });
});

test("HEAD has no body, and a stream comes whole", async () => {
  expect(await (await fetch(url("/stream"), { method: "HEAD" })).text()).toBe("");
  expect(await (await fetch(url("/stream"))).text()).toBe(streamed);
});

test("a body that is too large is refused unread", async () => {
  const answer = await fetch(url("/x"), { method: "POST", body: "x".repeat(2_000) });
  expect(answer.status).toBe(413);
});

test("a client that leaves in the middle ends its answer only", async () => {
  const socket = connect(listener.port, "127.0.0.1", () => {
    socket.write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  });
  await new Promise((done) => socket.once("data", done));
  socket.destroy();
  expect((await fetch(url("/y"))).status).toBe(201);
});

test("a taken port is an error of the caller", async () => {
  const again = listenOnNode({
    ...{ host: "127.0.0.1", port: listener.port, bodyBytesMax: 1, idleSecondsMax: 1 },
    handle: async () => new Response(""),
  });
  expect(await again.then(String, (error) => (error as { code: string }).code)).toBe("EADDRINUSE");
});
