/** What the typed API does beyond the form of its answers. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type JsonRow, startV1Server, type V1Server } from "../../../../testing/api-v1-server.ts";

const minuteMs = 60_000;
let api: V1Server;

beforeAll(async () => {
  api = await startV1Server();
});

afterAll(() => api.stop());

describe("flows", () => {
  test("are narrowed by symbol, moment and premium", async () => {
    const since = new Date(api.market.nowTsMs - 8 * 60 * minuteMs).toISOString();
    const symbols = async (query: string) =>
      (await api.get(`/api/v1/flows?${query}`)).data.map((row) => row["symbol"]);
    expect(await symbols("symbol=TOP")).toEqual(["TOP"]);
    expect(await symbols("symbol=OLD")).toEqual([]);
    expect(await symbols(`symbol=OLD&since=${since}`)).toEqual(["OLD"]);
    expect(await symbols("min_premium_usd=4000000")).toEqual(["TOP"]);
    expect(await symbols("symbol=LOW&min_premium_usd=1")).toEqual([]);
  });

  test("follow what users set", async () => {
    const set = (body: unknown) => api.send("PATCH", "/api/v1/settings", body);
    await set({ flows_hours: 8, flows_min_premium_usd: 900_000 });
    const { data, meta } = await api.get("/api/v1/flows?limit=1000");
    expect(meta).toMatchObject({ min_premium_usd: 900_000 });
    expect(data.map((row) => row["symbol"])).toContain("OLD");
    expect(data.map((row) => row["symbol"])).not.toContain("LOW");
    await set({ flows_hours: null, flows_min_premium_usd: null });
    expect((await api.get("/api/v1/flows")).meta["min_premium_usd"]).toBe(0);
  });
});

describe("settings", () => {
  test.each([
    ["an unknown name", { flows_hour: 3 }, 'did you mean \\"flows_hours\\"?', "flows_hour"],
    [
      "a value below its range",
      { flows_hours: 0 },
      "flows_hours is a whole number from 1 to 8760 hours, not 0",
      "flows_hours",
    ],
    ["half an hour", { flows_hours: 1.5 }, "whole number", "flows_hours"],
    ["a text", { flows_hours: "6" }, 'not \\"6\\"', "flows_hours"],
    [
      "one good and one bad value",
      { services_stale_seconds: 60, flows_hours: -1 },
      "from 1 to 8760",
      "flows_hours",
    ],
    ["a list", [], "the body is an object", null],
    ["nothing", {}, "changes nothing", null],
  ])("%s is refused whole", async (_, body, contains, field) => {
    const answer = await api.send("PATCH", "/api/v1/settings", body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(contains);
    expect(answer.body["field"] ?? null).toBe(field);
    expect(api.market.store.settings.get("services_stale_seconds")).toBeNull();
  });

  test("tell where each value came from", async () => {
    const { body } = await api.send("PATCH", "/api/v1/settings", { services_stale_seconds: 90 });
    const { data, meta } = body as unknown as { data: { user: JsonRow[] }; meta: JsonRow };
    expect(data.user.map(({ name, value, from }) => [name, value, from])).toEqual([
      ["flows_hours", 6, "default"],
      ["flows_min_premium_usd", 0, "default"],
      ["services_stale_seconds", 90, "store"],
    ]);
    expect(meta).toMatchObject({ changed: 1, is_program_known: false });
    const { meta: services } = await api.get("/api/v1/services");
    expect(services).toMatchObject({ stale_seconds: 90, stale_count: 0 });
    await api.send("PATCH", "/api/v1/settings", { services_stale_seconds: null });
    expect((await api.get("/api/v1/services")).meta).toMatchObject({ stale_count: 1 });
  });
});

describe("watchlists", () => {
  const path = "/api/v1/watchlists/tech";

  test("keep symbols as they are written everywhere, each once, in the user's order", async () => {
    const put = await api.send("PUT", path, { symbols: ["msft", "BRK.B", "MSFT"] });
    expect(put).toMatchObject({ status: 201, body: { data: { symbols: ["MSFT", "BRK.B"] } } });
    expect((await api.send("PUT", path, { symbols: ["AAPL"] })).status).toBe(200);
    expect((await api.get(path)).data as unknown).toMatchObject({
      name: "tech",
      symbols: ["AAPL"],
    });
    const removed = await api.send("DELETE", path);
    expect(removed).toMatchObject({ status: 200, body: { data: { symbols: ["AAPL"] } } });
    expect((await api.send("DELETE", path)).status).toBe(404);
  });

  test.each([
    ["a bad ticker", { symbols: ["A B"] }, "symbols[0]"],
    ["a number", { symbols: ["AAPL", 7] }, "symbols[1]"],
    ["a text", { symbols: "AAPL" }, "a list of up to 1000 tickers"],
    ["a long list", { symbols: Array.from({ length: 1_001 }, () => "A") }, "not 1001"],
    ["another field", { symbol: ["AAPL"] }, 'did you mean \\"symbols\\"?'],
    ["null", null, "an object with symbols"],
  ])("%s is refused with the place that is wrong", async (_, body, contains) => {
    const answer = await api.send("PUT", path, body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(contains);
    expect(api.market.store.watchlists.find("tech")).toBeNull();
  });

  test("have a limit, and one that is there can still be changed", async () => {
    for (let i = 0; i < 100; i++)
      await api.send("PUT", `/api/v1/watchlists/l${i}`, { symbols: [] });
    const over = await api.send("PUT", path, { symbols: [] });
    expect(over.status).toBe(400);
    expect(over.body["error"]).toContain("more than 100 watchlists");
    expect((await api.send("PUT", "/api/v1/watchlists/l7", { symbols: ["A"] })).status).toBe(200);
    for (let i = 0; i < 100; i++) await api.send("DELETE", `/api/v1/watchlists/l${i}`);
    expect((await api.get("/api/v1/watchlists")).data).toEqual([]);
  });

  test("tell everyone of a change, and of none that did not happen", async () => {
    const { store } = api.market;
    const afterId = store.events.newestId();
    await api.send("PUT", path, { symbols: ["A"] });
    await api.send("PUT", path, { symbols: [""] });
    await api.send("DELETE", path);
    await api.send("DELETE", path);
    const events = store.events.after(afterId, { limit: 10 });
    expect(events.map(({ topic, payload }) => [topic, payload])).toEqual([
      ["watchlist.changed", { name: "tech" }],
      ["watchlist.changed", { name: "tech" }],
    ]);
  });
});

test("the page of the reference has every route, and its forms lead to them", async () => {
  const page = await api.server.page("/api/v1/docs");
  for (const id of ["getSignals", "putWatchlistsByName", "getStream"]) {
    expect(page).toContain(`<article id="${id}"`);
  }
  expect(page).not.toMatch(/<script(?! (type="module" )?src="\/assets)|style=/);
  const tried = async (query: string) => {
    const answer = await api.server.get(`/api/v1/docs?${query}`);
    return [answer.status, answer.headers.get("Location")];
  };
  const path = encodeURIComponent("/api/v1/bars/{symbol}");
  expect(await tried(`try=${path}&symbol=BRK/B&interval=1w&limit=`)).toEqual([
    303,
    "/api/v1/bars/BRK%2FB?interval=1w",
  ]);
  expect((await tried("try=https://elsewhere.example/"))[0]).toBe(404);
  expect((await tried(`try=${encodeURIComponent("//elsewhere.example")}`))[0]).toBe(404);
});
