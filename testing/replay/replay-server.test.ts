import { expect, test } from "bun:test";
import {
  badGateway,
  bytesAnswer,
  cutOff,
  delayed,
  edited,
  emptyAnswer,
  held,
  hungUp,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "./answer.ts";
import { startReplayServer } from "./replay-server.ts";

test("a route answers whatever the order of the parameters", async () => {
  await using server = await startReplayServer({
    routes: { "GET /a b/c?x=1&y=2 3": jsonAnswer({ ok: 1 }) },
  });
  for (const query of ["x=1&y=2%203", "y=2+3&x=1"]) {
    const response = await fetch(`${server.url}/a%20b/c?${query}`);
    expect(await response.json()).toEqual({ ok: 1 });
  }
  expect(server.requests.map(({ key }) => key)).toEqual(Array(2).fill("GET /a b/c?x=1&y=2 3"));
});

test("the route that names most values serves", async () => {
  await using server = await startReplayServer({
    routes: {
      "GET /a?*": textAnswer("any"),
      "GET /a?x=*&y=2": textAnswer("x is free"),
      "GET /a?x=1&y=2": textAnswer("exact"),
    },
  });
  const ask = async (query: string) => (await fetch(`${server.url}/a${query}`)).text();
  expect(await ask("?x=1&y=2")).toBe("exact");
  expect(await ask("?x=5&y=2")).toBe("x is free");
  expect(await ask("?x=5")).toBe("any");
  expect(await ask("")).toBe("any");
});

test("ignored parameters do not matter and are not shown", async () => {
  await using server = await startReplayServer({
    ignoreQuery: ["crumb"],
    routes: { "GET /a?x=1&crumb=old": textAnswer("yes") },
  });
  expect(await (await fetch(`${server.url}/a?crumb=new&x=1`)).text()).toBe("yes");
  expect(server.requests[0]?.key).toBe("GET /a?x=1");
});

test("replies of a route come one after the other and the last one stays", async () => {
  await using server = await startReplayServer({
    routes: { "GET /a": [textAnswer("login", { status: 401 }), textAnswer("in")] },
  });
  const statuses: number[] = [];
  for (let turn = 0; turn < 3; turn++) statuses.push((await fetch(`${server.url}/a`)).status);
  expect(statuses).toEqual([401, 200, 200]);
});

test("a reply may be made from the request", async () => {
  await using server = await startReplayServer({
    routes: {
      "POST /token": ({ body, headers }) => jsonAnswer({ body, from: headers.get("x-from") }),
    },
  });
  const response = await fetch(`${server.url}/token`, {
    method: "POST",
    headers: { "x-from": "test" },
    body: "grant=1",
  });
  expect(await response.json()).toEqual({ body: "grant=1", from: "test" });
});

test("an unknown request is answered 599 and makes stop throw once", async () => {
  const server = await startReplayServer({ routes: { "GET /a?x=1": textAnswer("yes") } });
  const response = await fetch(`${server.url}/a?x=2`);
  expect(response.status).toBe(599);
  expect(await response.text()).toBe("no route for GET /a?x=2");
  expect(() => server.assertAllKnown()).toThrow("no route for GET /a?x=2");
  expect(() => server.assertAllUsed()).toThrow("nobody asked GET /a?x=1");
  await expect(server.stop()).rejects.toThrow("no route for GET /a?x=2");
  await server.stop();
});

test("a handler that throws closes the connection and makes stop throw", async () => {
  const server = await startReplayServer({
    routes: {
      "GET /a": () => {
        throw new Error("out of pages");
      },
    },
  });
  await expect(fetch(`${server.url}/a`)).rejects.toThrow();
  await server.asked(1);
  await expect(server.stop()).rejects.toThrow("out of pages");
});

test("packed bodies go out as they are and are unpacked by the client", async () => {
  const packed = Bun.gzipSync(new TextEncoder().encode('{"a":1}'));
  const headers = { "content-encoding": "gzip" };
  await using server = await startReplayServer({
    routes: { "GET /a": bytesAnswer(packed, { headers }) },
  });
  const response = await fetch(`${server.url}/a`);
  expect(await response.json()).toEqual({ a: 1 });
  const raw = await fetch(`${server.url}/a`, { decompress: false });
  expect(new Uint8Array(await raw.arrayBuffer())).toEqual(packed);
});

test("several cookies of one answer arrive as several headers", async () => {
  const headers = { "set-cookie": ["A=1; Path=/", "B=2; Path=/"] };
  await using server = await startReplayServer({
    routes: { "GET /a": emptyAnswer(), "GET /b": textAnswer("", { headers }) },
  });
  expect((await fetch(`${server.url}/b`)).headers.getSetCookie()).toEqual(headers["set-cookie"]);
  expect(await (await fetch(`${server.url}/a`)).text()).toBe("");
});

test("a cut-off body breaks the read after its headers came", async () => {
  await using server = await startReplayServer({
    routes: {
      "GET /half": cutOff(jsonAnswer({ long: "x".repeat(1_000) }), 100),
      "GET /none": cutOff(jsonAnswer({ a: 1 }), 0),
    },
  });
  const response = await fetch(`${server.url}/half`);
  expect(response.headers.get("content-length")).toBe("1011");
  await expect(response.text()).rejects.toThrow();
  const readAll = async () => (await fetch(`${server.url}/none`)).text();
  await expect(readAll()).rejects.toThrow();
});

test("a hung-up connection gives no answer", async () => {
  await using server = await startReplayServer({ routes: { "GET /a": hungUp() } });
  await expect(fetch(`${server.url}/a`)).rejects.toThrow();
  await server.asked(1);
});

test("a held answer waits for its release", async () => {
  const gate = held(textAnswer("late"));
  await using server = await startReplayServer({
    routes: { "GET /a": gate.answer, "GET /b": delayed(textAnswer("slow"), 20) },
  });
  let hasCome = false;
  const asking = fetch(`${server.url}/a`).then((response) => {
    hasCome = true;
    return response.text();
  });
  await server.asked(1);
  const startedTsMs = performance.now();
  expect(await (await fetch(`${server.url}/b`)).text()).toBe("slow");
  expect(performance.now() - startedTsMs).toBeGreaterThan(18);
  expect(hasCome).toBe(false);
  gate.release();
  expect(await asking).toBe("late");
});

test("a stop while an answer is held ends the wait of the client", async () => {
  const server = await startReplayServer({ routes: { "GET /a": held(emptyAnswer()).answer } });
  const asking = fetch(`${server.url}/a`).then(
    () => "answered",
    () => "broken",
  );
  await server.asked(1);
  await server.stop();
  expect(await asking).toBe("broken");
});

test("faults look as vendors send them", async () => {
  await using server = await startReplayServer({
    routes: {
      "GET /502": badGateway(),
      "GET /429": tooManyRequests({ "retry-after": "7" }),
      "GET /304": emptyAnswer(304),
      "GET /edited": edited(jsonAnswer({ a: [1, 2], b: 3 }), (json) => {
        json.a[1] = null;
      }),
    },
  });
  const bad = await fetch(`${server.url}/502`);
  expect([bad.status, bad.headers.get("content-type")]).toEqual([502, "text/html"]);
  const many = await fetch(`${server.url}/429`);
  expect([many.status, many.headers.get("retry-after")]).toEqual([429, "7"]);
  expect((await fetch(`${server.url}/304`)).status).toBe(304);
  expect(await (await fetch(`${server.url}/edited`)).json()).toEqual({ a: [1, null], b: 3 });
});

test("a route can be replaced while the server runs", async () => {
  await using server = await startReplayServer({ routes: { "GET /a": textAnswer("one") } });
  server.route("GET /a", textAnswer("two"));
  expect(await (await fetch(`${server.url}/a`)).text()).toBe("two");
  server.assertAllUsed();
});

test("a route that is not one is refused", async () => {
  await expect(startReplayServer({ routes: { "/a": textAnswer("") } })).rejects.toThrow('"/a"');
  await expect(startReplayServer({ routes: { "GET /a": [] } })).rejects.toThrow("has no reply");
});
