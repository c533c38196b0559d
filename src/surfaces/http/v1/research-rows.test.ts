/** Ratings, news, providers and freshness: field by field and page by page. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type JsonRow, startV1Server, type V1Server } from "../../../../testing/api-v1-server.ts";
import { newsOf, ratingOf } from "../../../../testing/contracts/store-market-rows.ts";
import { vendorAt } from "../../../../testing/made-up-live-rows.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let api: V1Server;

beforeAll(async () => {
  api = await startV1Server();
});

afterAll(() => api.stop());

const iso = (agoMs: number) => new Date(api.market.nowTsMs - agoMs).toISOString();
const research = () => ({
  ...{ provider: "vendor", feed: "research", delay_seconds: 900, simulated: true },
  as_of: iso(15 * minuteMs),
});

describe("ratings", () => {
  test("carry grades, targets, age and origin", async () => {
    const { data, meta } = await api.get("/api/v1/ratings?limit=1");
    expect(data).toEqual([
      {
        ...{ symbol: "AAA", at: iso(hourMs), firm: "Firm 0", action: "upgrade" },
        ...{ from_grade: "Hold", to_grade: "Buy", target: 250.5, prior_target: null },
        ...{ data_age_seconds: 3_600, ...research() },
      },
    ]);
    const told = { source: "vendor:research", as_of: iso(15 * minuteMs), simulated: true };
    expect(meta).toMatchObject({ ...told, count: 1 });
  });

  test("are narrowed by symbol and moment", async () => {
    const { data } = await api.get(`/api/v1/ratings?symbol=BBB&since=${iso(2 * hourMs)}`);
    expect(data).toHaveLength(5);
    expect(new Set(data.map((row) => row["symbol"]))).toEqual(new Set(["BBB"]));
    expect((await api.get("/api/v1/ratings?symbol=NONE")).meta).toMatchObject({
      ...{ source: null, as_of: null, next_cursor: null, count: 0 },
    });
  });

  test.each([1, 3, 7, 10])("hold each once in pages of %d, many of one moment", async (limit) => {
    const key = (row: JsonRow) => `${row["at"]} ${row["symbol"]} ${row["firm"]}`;
    const whole = (await api.get("/api/v1/ratings?limit=1000")).data.map(key);
    const seen = await api.pages(`/api/v1/ratings?limit=${limit}`, (round) =>
      api.market.store.research.addRatings(
        // Of the newest moment, and before the first row of it.
        [ratingOf("A", api.market.nowTsMs - hourMs, { firm: `New ${limit} ${round}` })],
        vendorAt(api.market.nowTsMs),
      ),
    );
    expect(seen.map(key).filter((one) => whole.includes(one))).toEqual(whole);
    expect(new Set(seen.map(key)).size).toBe(seen.length);
  });
});

describe("news", () => {
  test("carry headline, address, tickers, age and origin", async () => {
    const { data } = await api.get("/api/v1/news?limit=1&symbol=BBB");
    expect(data).toEqual([
      {
        ...{ id: "n19", at: iso(minuteMs), headline: "Headline of n19", summary: null },
        ...{ url: "https://news.example/n19", publisher: "Example Wire" },
        ...{ symbols: ["AAA", "BBB"], data_age_seconds: 60, ...research() },
      },
    ]);
  });

  test.each(["", "symbol=AAA&"])("hold each once in pages: %p", async (query) => {
    const whole = (await api.get(`/api/v1/news?${query}limit=1000`)).data.map((row) => row["id"]);
    expect(whole.length).toBeGreaterThanOrEqual(55);
    const seen = await api.pages(`/api/v1/news?${query}limit=4`, (round) =>
      api.market.store.research.addNews(
        [newsOf(`${query}${round}`, api.market.nowTsMs - minuteMs, ["AAA"])],
        vendorAt(api.market.nowTsMs),
      ),
    );
    expect(seen.map((row) => row["id"])).toEqual(whole);
  });

  test.each([
    [1, "vendor", "n1"],
    [null, "vendor", "n1"],
    ["x", "y", "z"],
  ])("a cursor of another list is refused: %p", async (...key) => {
    const cursor = Buffer.from(JSON.stringify(key)).toString("base64url");
    const answer = await api.server.get(`/api/v1/news?cursor=${cursor}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("begin anew without it");
  });
});

interface Provider extends JsonRow {
  readonly last_hour: JsonRow;
  readonly last_24_hours: JsonRow;
}

describe("providers", () => {
  const read = async (query = "") => {
    const { data, meta } = await api.get(`/api/v1/providers${query}`);
    const { providers, troubles } = data as unknown as {
      providers: Provider[];
      troubles: JsonRow[];
    };
    return { providers, troubles, meta };
  };
  const none = {
    ok: 0,
    unchanged: 0,
    cached: 0,
    joined: 0,
    rate_limited: 0,
    failed: 0,
    skipped: 0,
  };

  test("tell state, what they serve, what is left, and the stored bars", async () => {
    const { providers, meta } = await read();
    expect(providers.map(({ provider }) => provider)).toEqual([
      "demo",
      "endless",
      "sick",
      "vendor",
    ]);
    const [demo, endless, sick, vendor] = providers;
    expect(endless).toMatchObject({ state: "ok", budget: null });
    expect(demo).toMatchObject({ state: null, title: null, budget: null, serves: [] });
    expect(demo?.["bars"]).toMatchObject([{ simulated: true, series_count: 90 }]);
    expect(sick).toMatchObject({
      ...{ title: "The sick", state: "rate-limited", text: "it asked for a pause" },
      ...{ until: iso(-minuteMs), login_ends_at: iso(-24 * hourMs), serves: [], bars: [] },
      budget: { limit: 120, window_seconds: 60, left: 0, left_pct: 0 },
    });
    expect(vendor).toMatchObject({
      ...{ title: "The vendor", state: "ok", text: "", until: null, login_ends_at: null },
      serves: [{ capability: "bars", why: "first in the order" }],
    });
    expect(vendor?.["budget"]).toEqual({
      ...{ limit: 200, window_seconds: 60, left: 187, left_pct: 93.75 },
      ...{ updated_at: iso(4_000), age_seconds: 4 },
    });
    expect(meta).toMatchObject({
      measured_at: iso(0),
      count: 4,
      trouble_count: 3,
      simulated: true,
    });
  });

  test("count what was used and skipped by lane and endpoint, of the hour and of 24", async () => {
    const { providers } = await read();
    const { last_hour: hour, last_24_hours: day } = providers[3] as Provider;
    expect(hour).toEqual({
      since: "2024-06-28T20:00:00.000Z",
      ...{ ...none, requests: 4, calls: 4, ok: 2, cached: 1, skipped: 1 },
      ...{ bytes: 4_096, elapsed_ms: 50 },
      by_lane: [
        {
          ...{ lane: "live", ...none, requests: 2, calls: 1, ok: 1, cached: 1 },
          ...{ bytes: 2_048, elapsed_ms: 25 },
        },
        {
          ...{ lane: "backfill", ...none, requests: 2, calls: 3, ok: 1, skipped: 1 },
          ...{ bytes: 2_048, elapsed_ms: 25 },
        },
      ],
      by_endpoint: [
        {
          ...{ endpoint: "bars", ...none, requests: 3, calls: 4, ok: 2, skipped: 1 },
          ...{ bytes: 4_096, elapsed_ms: 37.5 },
        },
        {
          ...{ endpoint: "quotes", ...none, requests: 1, calls: 0, cached: 1 },
          ...{ bytes: 0, elapsed_ms: 12.5 },
        },
      ],
    });
    expect(day).toMatchObject({
      since: "2024-06-27T21:00:00.000Z",
      ...{ requests: 5, calls: 6, ok: 2, failed: 1, skipped: 1 },
    });
    expect(providers[0]?.last_24_hours).toMatchObject({ requests: 0, by_lane: [] });
    expect(providers[2]?.last_hour).toMatchObject({ rate_limited: 1, ok: 0 });
  });

  test("list newest troubles first, as many as asked for", async () => {
    const { troubles } = await read("?troubles=2");
    expect(troubles.map(({ outcome }) => outcome)).toEqual(["skipped", "rate-limited"]);
    expect(troubles[0]).toEqual({
      ...{ at: iso(minuteMs), provider: "vendor", endpoint: "bars", lane: "backfill" },
      ...{ outcome: "skipped", calls: 0, elapsed_ms: 12.5 },
      reason: "no budget left for backfill",
    });
    expect((await read("?troubles=0")).troubles).toEqual([]);
  });

  test("have a version that changes with the budget", async () => {
    const tag = String((await api.server.get("/api/v1/providers")).headers.get("ETag"));
    const again = { "If-None-Match": tag };
    expect((await api.server.get("/api/v1/providers", again)).status).toBe(304);
    const { providers } = api.market.store;
    providers.putBudgets(providers.budgets().map((row) => ({ ...row, left: 1 })));
    expect((await api.server.get("/api/v1/providers", again)).status).toBe(200);
  });
});

describe("freshness", () => {
  test("tells who told what, when, and how old it is", async () => {
    const { data, meta } = await api.get("/api/v1/freshness?symbol=AAA&capability=quotes");
    expect(data).toEqual([
      {
        ...{ symbol: "AAA", capability: "quotes", provider: "vendor" },
        ...{ fetched_at: iso(3_000), as_of: iso(15 * minuteMs), data_age_seconds: 900 },
      },
    ]);
    expect(meta).toMatchObject({ total: 1, source: "freshness", as_of: iso(15 * minuteMs) });
  });

  test("is narrowed and comes page by page, by symbol and kind", async () => {
    const pairs = (rows: readonly JsonRow[]) =>
      rows.map((row) => [row["symbol"], row["capability"]]);
    expect(pairs(await api.pages("/api/v1/freshness?limit=1"))).toEqual([
      ["AAA", "quotes"],
      ["AAA", "ratings"],
      ["BBB", "quotes"],
    ]);
    expect(pairs((await api.get("/api/v1/freshness?capability=ratings")).data)).toEqual([
      ["AAA", "ratings"],
    ]);
  });
});
