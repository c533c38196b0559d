/** What the store has of live data is what clients read, field by field, and null where unknown. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type JsonRow, startV1Server, type V1Server } from "../../../../testing/api-v1-server.ts";
import { madeUpFlow } from "../../../../testing/made-up-api.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let api: V1Server;

beforeAll(async () => {
  api = await startV1Server();
});

afterAll(() => api.stop());

const iso = (agoMs: number) => new Date(api.market.nowTsMs - agoMs).toISOString();
const origin = (feed: string) => ({
  ...{ provider: "vendor", feed, delay_seconds: 900, as_of: iso(15 * minuteMs) },
  simulated: true,
});
const nobody = { provider: null, feed: null, delay_seconds: null, as_of: null, simulated: false };
const symbolsOf = (rows: readonly JsonRow[]) => rows.map((row) => row["symbol"]);

describe("quotes", () => {
  test("carry session, spread, averages, premarket and origin", async () => {
    const { data, meta } = await api.get("/api/v1/quotes?symbols=AAA");
    expect(data).toEqual([
      {
        ...{ symbol: "AAA", price: 50, change: 1.25, change_pct: 2.5, volume: 1_000 },
        ...{ session: "postmarket", bid: 49.9, ask: 50.1 },
        ...{ previous_close: 48.75, average_volume: 2_000_000 },
        ...{ premarket_price: 50.7, premarket_change_pct: 4, premarket_at: iso(7 * hourMs) },
        ...{ premarket_volume: 40_000, premarket_volume_pct: 2 },
        ...{ updated_at: iso(minuteMs), data_age_seconds: 60, ...origin("sip") },
      },
    ]);
    expect(meta).toMatchObject({ source: "vendor:sip", as_of: iso(minuteMs), simulated: true });
  });

  test("of another program say null for all that it does not know", async () => {
    const { data, meta } = await api.get("/api/v1/quotes?symbols=CCC");
    expect(data).toEqual([
      {
        ...{ symbol: "CCC", price: null, change: null, change_pct: null, volume: null },
        ...{ session: null, bid: null, ask: null, previous_close: null, average_volume: null },
        ...{ premarket_price: null, premarket_change_pct: null, premarket_at: null },
        ...{ premarket_volume: null, premarket_volume_pct: null },
        ...{ updated_at: iso(minuteMs), data_age_seconds: 60, ...nobody },
      },
    ]);
    expect(meta["source"]).toBe("watchlist");
    expect((await api.get("/api/v1/quotes")).meta["source"]).toBe("vendor:sip, watchlist");
  });
});

describe("premarket", () => {
  test("has the moves of the newest morning, largest first, up or down", async () => {
    const { data, meta } = await api.get("/api/v1/premarket");
    expect(data.map((row) => [row["symbol"], row["change_pct"]])).toEqual([
      ["BBB", -6.25],
      ["AAA", 4],
      ["Q1", 0.5],
      ["Q2", -0.5],
    ]);
    expect(data[1]).toEqual({
      ...{ symbol: "AAA", price: 50.7, change_pct: 4, previous_close: 48.75 },
      ...{ at: iso(7 * hourMs), data_age_seconds: 7 * 3_600 },
      ...{ volume: 40_000, volume_pct: 2, average_volume: 2_000_000 },
      ...{ ...origin("sip"), as_of: iso(7 * hourMs) },
    });
    expect(meta).toMatchObject({
      measured_at: iso(0),
      date: "2024-06-28",
      total: 4,
      source: "vendor:sip",
    });
  });

  test("is narrowed by symbols and by the size of the move, page by page", async () => {
    expect(symbolsOf((await api.get("/api/v1/premarket?min_change_pct=4")).data)).toEqual([
      "BBB",
      "AAA",
    ]);
    const none = await api.get("/api/v1/premarket?symbols=Q3,CCC");
    expect(none).toMatchObject({ data: [], meta: { date: null, source: null, as_of: null } });
    const seen = await api.pages("/api/v1/premarket?limit=1");
    expect(symbolsOf(seen)).toEqual(["BBB", "AAA", "Q1", "Q2"]);
  });
});

describe("flows", () => {
  test("carry all that is stored, in dollars of contracts", async () => {
    const { data, meta } = await api.get("/api/v1/flows?symbol=NIL");
    expect(data).toEqual([
      {
        ...{ symbol: "NIL", occ: "NIL240705P00100000", type: "PUT", strike: 100 },
        ...{ expiry: "2024-07-05", days_to_expiry: 7, score: null, volume: 500 },
        ...{ volume_rise: 1_200, volume_z_score: 7.25 },
        ...{ open_interest: null, volume_to_open_interest: null },
        ...{ premium_usd: 75_000, price: 15, bid: 14.5, ask: 15.5, last: 15.25 },
        ...{ spread_pct: 6.5, delta: -0.5, implied_volatility: 0.31, side: "sold" },
        ...{ underlying_price: 98.5, underlying_volume: 41_000_000 },
        ...{ next_open_interest: 4_800, verdict: "opened" },
        ...{ detected_at: iso(2 * hourMs), data_age_seconds: 7_200, ...origin("opra") },
      },
    ]);
    expect(meta["source"]).toBe("vendor:opra");
  });

  test("of the old system get the premium of 100 shares, null where it had no price", async () => {
    const { data } = await api.get("/api/v1/flows?sort=score");
    const premiums = data.map((row) => [row["symbol"], row["price"], row["premium_usd"]]);
    expect(premiums).toEqual([
      ["TOP", 10, 5_000_000],
      ["LOW", null, null],
      ["NIL", 15, 75_000],
    ]);
    expect(data[0]).toMatchObject({ verdict: null, side: null, bid: null, ...nobody });
  });

  test("without a score come last, and none is lost between pages", async () => {
    const { cache } = api.market.store;
    const scores = [Number.NaN, 3, Number.NaN, 3, 0, Number.NaN, -1];
    cache.addWhaleFlows(
      scores.map((whale_score, at) =>
        madeUpFlow(`N${at}`, { whale_score, detectedTsMs: api.market.nowTsMs - (at % 3) }),
      ),
    );
    const seen = await api.pages("/api/v1/flows?sort=score&limit=2");
    const shown = seen.map((row) => row["score"]);
    expect(shown).toEqual([800, 50, 3, 3, 0, -1, null, null, null, null]);
    expect(new Set(symbolsOf(seen)).size).toBe(10);
  });
});

describe("levels", () => {
  test("of all underlyings come without strikes, unknown ones as null", async () => {
    const { data, meta } = await api.get("/api/v1/levels");
    expect(symbolsOf(data)).toEqual(["EMPTY", "SPY"]);
    expect(data[1]).toEqual({
      ...{ symbol: "SPY", spot: 690.12, expiries: ["2024-07-05", "2024-08-16"] },
      ...{ contract_count: 420, gamma_contract_count: 401, gex_usd: -1_250_000_000.5 },
      zero_gamma: { price: 687.25, robust: false },
      call_wall: { price: 700, robust: true },
      put_wall: null,
      call_wall_by_open_interest: { price: 705, robust: true },
      put_wall_by_open_interest: { price: 650, robust: false },
      ...{ max_pain: 689, put_call_volume_ratio: 1.25, put_call_open_interest_ratio: null },
      ...{ call_minus_put_premium_usd: -3_100_000, net_premium_usd: null },
      ...{ computed_at: iso(12 * minuteMs), data_age_seconds: 900, ...origin("opra") },
      strikes: null,
    });
    expect(data[0]).toMatchObject({ spot: null, gex_usd: null, zero_gamma: null, max_pain: null });
    expect(meta).toMatchObject({
      measured_at: iso(0),
      count: 2,
      reason: null,
      source: "vendor:opra",
    });
  });

  test("of one underlying come with its strikes, by expiry and strike", async () => {
    const { data } = await api.get("/api/v1/levels?symbol=SPY");
    const strikes = data[0]?.["strikes"] as JsonRow[];
    expect(strikes.map((row) => [row["expiry"], row["strike"]])).toEqual([
      ["2024-07-05", 540],
      ["2024-07-05", 545],
      ["2024-08-16", 540],
    ]);
    expect(strikes[0]).toEqual({
      ...{ expiry: "2024-07-05", strike: 540, call_volume: 10, put_volume: 0 },
      ...{ call_open_interest: 100, put_open_interest: null },
      ...{ call_gex_usd: 12_345.5, put_gex_usd: -0.25 },
      ...{ call_premium_usd: 5_500, put_premium_usd: 0, net_premium_usd: null },
    });
    const unknown = Object.values(strikes[1] ?? {}).filter((value) => value === null);
    expect(unknown).toHaveLength(9);
    expect(strikes[2]?.["net_premium_usd"]).toBe(-1_000);
    expect((await api.get("/api/v1/levels?symbol=EMPTY")).data[0]?.["strikes"]).toEqual([]);
  });

  test("of an unknown underlying are none, with the reason", async () => {
    const { data, meta } = await api.get("/api/v1/levels?symbol=NOSUCH");
    expect(data).toEqual([]);
    expect(meta).toMatchObject({ count: 0, source: null, as_of: null });
    expect(meta["reason"]).toContain("No option chain of NOSUCH");
  });

  test("have a version that changes with the chain", async () => {
    const path = "/api/v1/levels?symbol=SPY";
    const tag = String((await api.server.get(path)).headers.get("ETag"));
    expect((await api.server.get(path, { "If-None-Match": tag })).status).toBe(304);
    const { options } = api.market.store;
    const levels = options.levelsOf("SPY");
    if (levels === null) throw new Error("SPY has levels");
    options.putChain({ ...levels, computedTsMs: levels.computedTsMs + 1 }, options.strikes("SPY"));
    expect((await api.server.get(path, { "If-None-Match": tag })).status).toBe(200);
    options.putChain(levels, options.strikes("SPY"));
  });
});
