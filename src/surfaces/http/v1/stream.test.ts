import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestServer } from "../../../../testing/api-server.ts";
import { startV1Server, type V1Server } from "../../../../testing/api-v1-server.ts";
import { EventStream } from "../../../../testing/event-stream.ts";
import { makeApiKey } from "../../../services/api-keys/api-keys.ts";
import { sha256 } from "../runtime.ts";

let api: V1Server;

beforeAll(async () => {
  api = await startV1Server();
});

afterAll(() => api.stop());

describe("the live stream", () => {
  const url = (query = "") => `${api.server.url}api/v1/stream${query}`;

  test("comes as an event stream that nobody keeps", async () => {
    const aborter = new AbortController();
    const answer = await fetch(url(), { signal: aborter.signal });
    expect(answer.headers.get("Content-Type")).toBe("text/event-stream; charset=utf-8");
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(answer.headers.get("Content-Encoding")).toBeNull();
    aborter.abort();
    const head = await fetch(url(), { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
  });

  test("tells at once of a change that another request makes", async () => {
    const client = await EventStream.open(url("?topics=watchlist.changed"));
    await api.send("PUT", "/api/v1/watchlists/live", { symbols: ["A"] });
    const startMs = performance.now();
    await client.sees(1);
    expect(performance.now() - startMs).toBeLessThan(500);
    expect(client.topical[0]?.data).toMatchObject({ data: { name: "live" } });
    await client.close();
  });

  test("goes on after an id in the address, or in the header, which comes first", async () => {
    const id = api.market.store.events.newestId();
    for (const name of ["a", "b", "c"]) await api.bus.publish("watchlist.changed", { name });
    const byAddress = await EventStream.open(url(`?last_event_id=${id + 1}`));
    await byAddress.sees(2);
    const both = await EventStream.open(url(`?last_event_id=${id}`), {
      "Last-Event-ID": String(id + 2),
    });
    await both.sees(1);
    expect(both.topical.map((event) => event.id)).toEqual([id + 3]);
    await byAddress.close();
    await both.close();
  });

  test.each([
    ["?topics=signal,scan", {}, "some of bars.closed"],
    ["?symbols=A%20B", {}, "symbols is up to 200 tickers"],
    ["?last_event_id=-1", {}, "last_event_id is the id of an event"],
    ["", { "Last-Event-ID": "seven" }, 'Last-Event-ID is the id of an event, not \\"seven\\"'],
  ])("%s is refused with what is allowed: %j", async (query, headers, contains) => {
    const answer = await fetch(url(query), { headers });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(contains);
  });

  test("keeps orders to services from those who only read", async () => {
    const { store } = api.market;
    const wish = { label: "reader", nowTsMs: api.market.nowTsMs };
    const keyOf = (scope: "read" | "admin") => {
      const { key, text } = makeApiKey({ ...wish, scope }, { sha256 });
      store.keys.add(key);
      return { Authorization: `Bearer ${text}` };
    };
    const refused = await fetch(url("?topics=signal,control"), { headers: keyOf("read") });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('the topic \\"control\\" needs a key of the scope');
    const reader = await EventStream.open(url(), keyOf("read"));
    const admin = await EventStream.open(url(), keyOf("admin"));
    await api.bus.publish("control", { target: "all", action: "trim", reason: "test" });
    await api.bus.publish("watchlist.changed", { name: "after" });
    await admin.sees(2);
    await reader.sees(1);
    expect(admin.topical.map(({ event }) => event)).toEqual(["control", "watchlist.changed"]);
    expect(reader.topical.map(({ event }) => event)).toEqual(["watchlist.changed"]);
    expect(JSON.stringify(reader.events)).not.toContain("control");
    await reader.close();
    await admin.close();
  });

  test("ends when the server stops, within its grace", async () => {
    const own = await startTestServer({ ...api.market, bus: api.bus });
    const client = await EventStream.open(`${own.url}api/v1/stream`);
    const startMs = performance.now();
    await own.server.stop();
    await client.ends();
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
