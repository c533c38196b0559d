/** Old routes: what live data adds comes behind the columns that old clients read. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { makeUpApiMarket } from "../../../../testing/made-up-api.ts";
import type { MadeUpMarket } from "../../../../testing/made-up-market.ts";

let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  market = await makeUpApiMarket({ symbols: 5 });
  server = await startTestServer(market);
});

afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.server.stop();
  market.remove();
});

async function rowOf(path: string, symbol: string): Promise<Record<string, unknown>> {
  const { data } = (await server.json(path)) as { data: Record<string, unknown>[] };
  return data.find((row) => row["symbol"] === symbol) ?? {};
}

const quoteColumns = [
  "symbol",
  "price",
  "daily_change",
  "daily_change_pct",
  "volume",
  "updated_at",
];
const flowColumns = [
  ...["symbol", "type", "strike", "whale_score", "volume", "open_interest", "vol_oi", "premium"],
  ...["delta", "expiry", "dte", "detected_at", "updated_at"],
];
const vendor = {
  ...{ provider: "vendor", delay_seconds: 900, as_of: "2024-06-28 19:57:00" },
};

test("a live quote has session, spread, averages, premarket and origin", async () => {
  const row = await rowOf("/api/watchlist?limit=0", "AAA");
  expect(Object.keys(row).slice(0, quoteColumns.length)).toEqual(quoteColumns);
  expect(row).toEqual({
    ...{ symbol: "AAA", price: 50, daily_change: 1.25, daily_change_pct: 2.5, volume: 1_000 },
    ...{ updated_at: "2024-06-28 20:11:00", session: "postmarket", bid: 49.9, ask: 50.1 },
    ...{ previous_close: 48.75, average_volume: 2_000_000, premarket_price: 50.7 },
    ...{ premarket_change_pct: 4, premarket_at: "2024-06-28 13:12:00" },
    ...{ premarket_volume: 40_000, premarket_volume_pct: 2, ...vendor, feed: "sip" },
  });
});

test("a live flow has premium, quote, side, verdict and origin, and no made-up score", async () => {
  const row = await rowOf("/api/whale_flows?limit=0", "NIL");
  expect(Object.keys(row).slice(0, flowColumns.length)).toEqual(flowColumns);
  expect(row).toEqual({
    ...{ symbol: "NIL", type: "PUT", strike: 100, whale_score: null, volume: 500 },
    ...{ open_interest: null, vol_oi: null, premium: 15, delta: -0.5, expiry: "2024-07-05" },
    ...{ dte: 7, detected_at: "2024-06-28 18:12:00", updated_at: "2024-06-28 18:12:00" },
    ...{ premium_usd: 75_000, occ: "NIL240705P00100000", bid: 14.5, ask: 15.5, last: 15.25 },
    ...{ spread_pct: 6.5, volume_rise: 1_200, volume_z_score: 7.25, iv_ratio: 0.31 },
    ...{ side: "sold", underlying_price: 98.5, underlying_volume: 41_000_000 },
    ...{ next_open_interest: 4_800, verdict: "opened", ...vendor, feed: "opra" },
  });
});

test("rows of another program say null behind the old columns", async () => {
  const quote = await rowOf("/api/watchlist?limit=0", "CCC");
  const added = Object.entries(quote).slice(quoteColumns.length);
  expect(added).toHaveLength(14);
  expect(added.filter(([, value]) => value !== null)).toEqual([]);
  const flow = await rowOf("/api/whale_flows?limit=0", "TOP");
  expect(flow["premium_usd"]).toBe(5_000_000);
  const others = Object.entries(flow).slice(flowColumns.length + 1);
  expect(others).toHaveLength(17);
  expect(others.filter(([, value]) => value !== null)).toEqual([]);
});

test("flows without a score come behind all others, whatever their number", async () => {
  const [top] = market.store.cache.whaleFlows(0).filter(({ symbol }) => symbol === "TOP");
  if (top === undefined) throw new Error("TOP is stored");
  const scores = [Number.NaN, 5, Number.NaN, 900, Number.NaN, 1, Number.NaN, 7];
  market.store.cache.addWhaleFlows(
    scores.map((whale_score, at) => ({ ...top, symbol: `S${at}`, whale_score })),
  );
  const { data } = (await server.json("/api/whale_flows?limit=0")) as {
    data: Record<string, number | null>[];
  };
  expect(data.map((row) => row["whale_score"] ?? null)).toEqual([
    ...[900, 800, 50, 7, 5, 1, null, null, null, null, null],
  ]);
});
