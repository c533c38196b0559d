/** What clients of the reference system read, route by route: they must work unchanged. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../../../../testing/made-up-market.ts";
import type { WhaleFlowRow } from "../../../ports/cache-store.ts";

type Row = Record<string, string | number | boolean | null>;

const hourMs = 3_600_000;
let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 120 });
  const { cache } = market.store;
  const quote = (
    symbol: string,
    price: number | null,
    changePct: number | null,
    volume: number,
  ) => ({
    symbol,
    price,
    daily_change: changePct === null || price === null ? null : (price * changePct) / 100,
    daily_change_pct: changePct,
    volume,
    updatedTsMs: market.nowTsMs - 60_000,
  });
  const many = Array.from({ length: 22 }, (_, i) => quote(`Q${i}`, 10 + i, -i / 10 - 5, 1_000 + i));
  cache.putWatchlist([
    quote("AAA", 50, 2.5, 900),
    quote("BBB", 400, -1.5, 500_000),
    quote("CCC", null, null, 100),
    ...many,
  ]);
  const flow = (symbol: string, score: number, agoHours: number): WhaleFlowRow => ({
    symbol,
    type: "CALL",
    strike: 100,
    whale_score: score,
    volume: 5_000,
    open_interest: 100,
    vol_oi: 50,
    premium: 2,
    delta: 0.4,
    expiry: "2024-07-05",
    dte: 7,
    detectedTsMs: market.nowTsMs - agoHours * hourMs,
  });
  cache.addWhaleFlows([flow("OLD", 999, 7), flow("LOW", 50, 1), flow("TOP", 800, 5)]);
  cache.addWhaleFlows(Array.from({ length: 12 }, (_, i) => flow(`F${i}`, 100 + i, 3)));
  server = await startTestServer(market);
});

afterAll(async () => {
  await server.server.stop();
  market.remove();
});

async function rows(path: string): Promise<Row[]> {
  const answer = await server.json(path);
  expect(answer["success"]).toBe(true);
  const data = answer["data"] as Row[];
  expect(answer["count"]).toBe(data.length);
  return data;
}

const symbolsOf = (data: readonly Row[]) => data.map((row) => row["symbol"]);

describe("/ and /health", () => {
  test("/ is a status for clients that do not ask for HTML", async () => {
    for (const accept of ["*/*", "application/json", ""]) {
      const answer = await server.get("/", { Accept: accept });
      expect(answer.headers.get("Content-Type")).toStartWith("application/json");
      expect(await answer.json()).toMatchObject({
        status: "running",
        version: "1.0",
        cache_stats: { watchlist_count: 25, whale_flows_count: 15, macd_scanner_count: 120 },
      });
    }
  });

  test("/ is the page for browsers", async () => {
    const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    const answer = await server.get("/", { Accept: accept });
    expect(answer.headers.get("Content-Type")).toStartWith("text/html");
    expect(answer.headers.get("Vary")).toContain("Accept");
    expect(await answer.text()).toStartWith("<!doctype html>");
  });

  test("/health is healthy", async () => {
    expect(await server.json("/health")).toMatchObject({ status: "healthy" });
  });
});

describe("/api/watchlist", () => {
  test("20 rows, largest change first, with the old columns", async () => {
    const data = await rows("/api/watchlist");
    expect(data).toHaveLength(20);
    expect(symbolsOf(data).slice(0, 2)).toEqual(["AAA", "BBB"]);
    expect(data[0]).toMatchObject({
      symbol: "AAA",
      price: 50,
      daily_change: 1.25,
      daily_change_pct: 2.5,
      volume: 900,
      updated_at: "2024-06-28 20:11:00",
    });
  });

  test.each([
    ["volume", "BBB"],
    ["price", "BBB"],
    ["symbol", "Q9"],
  ])("order_by=%s is descending", async (order, first) => {
    expect(symbolsOf(await rows(`/api/watchlist?order_by=${order}`))[0]).toBe(first);
  });

  test.each([0, -1, -50])("limit=%d is all of them, unknown changes last", async (limit) => {
    const data = await rows(`/api/watchlist?limit=${limit}`);
    expect(data).toHaveLength(25);
    expect(data.at(-1)?.["symbol"]).toBe("CCC");
  });

  test("a limit that is no number is 400 and not 500", async () => {
    const answer = await server.get("/api/watchlist?limit=abc");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      success: false,
      parameter: "limit",
      value: "abc",
      error: 'limit is a whole number from -1000000 to 1000000, not "abc"',
    });
  });

  test("names that nobody reads are ignored, as they were", async () => {
    expect(await rows("/api/watchlist?_=1700000000&limit=1")).toHaveLength(1);
  });
});

describe("/api/whale_flows", () => {
  test("ten of the last six hours, best score first", async () => {
    const data = await rows("/api/whale_flows");
    expect(data).toHaveLength(10);
    expect(symbolsOf(data).slice(0, 2)).toEqual(["TOP", "F11"]);
    expect(symbolsOf(data)).not.toContain("OLD");
    expect(data[0]).toMatchObject({
      symbol: "TOP",
      type: "CALL",
      strike: 100,
      whale_score: 800,
      volume: 5_000,
      open_interest: 100,
      vol_oi: 50,
      premium: 2,
      delta: 0.4,
      expiry: "2024-07-05",
      dte: 7,
      detected_at: "2024-06-28 15:12:00",
      updated_at: "2024-06-28 15:12:00",
    });
  });

  test("sort_by=time is newest first", async () => {
    expect(symbolsOf(await rows("/api/whale_flows?sort_by=time"))[0]).toBe("LOW");
  });

  test("hours and limit widen the answer", async () => {
    expect(symbolsOf(await rows("/api/whale_flows?hours=8&limit=0"))).toContain("OLD");
    expect(await rows("/api/whale_flows?hours=2&limit=0")).toHaveLength(1);
  });
});

describe("/api/stats and /api/last_update", () => {
  test("counts and metadata", async () => {
    const { data } = (await server.json("/api/stats")) as { data: Record<string, unknown> };
    expect(data).toMatchObject({
      watchlist_count: 25,
      whale_flows_count: 15,
      ttm_squeeze_scanner_count: 120,
      vpb_scanner_count: 120,
      macd_scanner_count: 120,
    });
    const metadata = data["metadata"] as Record<string, unknown>;
    expect(Object.keys(metadata)).toEqual(
      expect.arrayContaining(["ttm_last_scan", "vpb_last_scan", "macd_scanner_last_update"]),
    );
    expect(metadata["ttm_last_scan"]).toMatchObject({ value: "2024-06-28 20:12:00" });
  });

  test("times of the watchlist and the flows", async () => {
    expect(await server.json("/api/last_update")).toMatchObject({
      data: { watchlist: "2024-06-28 20:11:00", whale_flows: "2024-06-28 19:12:00" },
    });
  });
});

describe("the three scanners", () => {
  const oldColumns = {
    macd_scanner:
      "symbol price price_change price_change_pct macd signal histogram bullish_cross " +
      "bearish_cross trend scanned_at",
    vpb_scanner:
      "symbol price price_change_pct buy_signal sell_signal volume_surge_pct current_volume " +
      "volume_ma30 highest_high_7 lowest_low_7 breakout_distance_pct breakdown_distance_pct " +
      "pattern scanned_at",
    ttm_squeeze_scanner:
      "symbol signal squeeze_on momentum momentum_direction squeeze_duration recent_fire " +
      "fire_date fire_direction price bb_upper bb_lower kc_upper kc_lower scanned_at",
  };

  test.each(Object.entries(oldColumns))(
    "%s: 20 rows with the old columns",
    async (table, names) => {
      const data = await rows(`/api/${table}`);
      expect(data).toHaveLength(20);
      for (const row of data)
        expect(Object.keys(row)).toEqual(expect.arrayContaining(names.split(" ")));
    },
  );

  test.each(Object.keys(oldColumns))(
    "%s: every row tells its source and its age",
    async (table) => {
      const answer = await server.json(`/api/${table}?limit=0`);
      expect(answer).toMatchObject({ source: "demo:seed-7", simulated: true, interval: "1d" });
      for (const row of answer["data"] as Row[]) {
        expect(row).toMatchObject({ source: "demo:seed-7", simulated: true });
        if (row["bar_time"] === "2024-06-28") expect(row["data_age_seconds"]).toBe(12 * 60);
      }
    },
  );

  test("the age is that of the answer, not that of the scan", async () => {
    const later = { ...market, nowTsMs: market.nowTsMs + 3 * hourMs };
    const other = await startTestServer(later);
    const { data } = (await other.json("/api/macd_scanner?limit=1")) as { data: Row[] };
    await other.server.stop();
    expect(data[0]?.["data_age_seconds"]).toBe(3 * 3_600 + 12 * 60);
  });

  test("macd: bullish by change, descending; bearish ascending", async () => {
    const bullish = await rows("/api/macd_scanner?filter=bullish&limit=0");
    const bearish = await rows("/api/macd_scanner?filter=bearish&limit=0");
    expect(bullish.length + bearish.length).toBeGreaterThan(4);
    expect(bullish.every((row) => row["bullish_cross"] === true)).toBe(true);
    expect(bearish.every((row) => row["bearish_cross"] === true)).toBe(true);
    expect(isSorted(bullish, (a, b) => number(b, changePct) - number(a, changePct))).toBe(true);
    expect(isSorted(bearish, (a, b) => number(a, changePct) - number(b, changePct))).toBe(true);
  });

  test("macd and vpb: all lists the newest scan first, and in it the signals", async () => {
    for (const table of ["macd_scanner", "vpb_scanner"]) {
      const data = await rows(`/api/${table}?limit=0`);
      expect(data).toHaveLength(120);
      expect(isSorted(data, (a, b) => (text(a) < text(b) ? 1 : text(a) > text(b) ? -1 : 0))).toBe(
        true,
      );
      const firstOther = data.findIndex((row) => row["status"] !== "signal");
      expect(data.slice(firstOther).some((row) => row["status"] === "signal")).toBe(false);
    }
  });

  test("ttm: active by duration, fired by date, all fired before active before none", async () => {
    const active = await rows("/api/ttm_squeeze_scanner?filter=active&limit=0");
    const fired = await rows("/api/ttm_squeeze_scanner?filter=fired&limit=0");
    const all = await rows("/api/ttm_squeeze_scanner?filter=all&limit=0");
    const duration = "squeeze_duration";
    const byDuration = (a: Row, b: Row) =>
      number(b, duration) - number(a, duration) || number(b, "momentum") - number(a, "momentum");
    expect(active.length).toBeGreaterThan(4);
    expect(fired.length).toBeGreaterThan(4);
    expect(isSorted(active, byDuration)).toBe(true);
    expect(
      isSorted(fired, (a, b) => (String(a["fire_date"]) < String(b["fire_date"]) ? 1 : 0)),
    ).toBe(true);
    const rank = (row: Row) => ["fired", "active", "none"].indexOf(String(row["signal"]));
    expect(isSorted(all, (a, b) => rank(a) - rank(b))).toBe(true);
  });

  test("a filter that does not exist is 400 with those that do", async () => {
    const answer = await server.get("/api/macd_scanner?filter=active");
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toBe(
      'filter is one of signals, bullish, bearish, all, not "active"',
    );
  });
});

const changePct = "price_change_pct";
const number = (row: Row, name: string) => Number(row[name]);
const text = (row: Row) => String(row["scanned_at"]);

/** Never is one row sorted behind the next one. */
function isSorted(data: readonly Row[], order: (a: Row, b: Row) => number): boolean {
  return data.every((row, index) => index === 0 || order(data[index - 1] as Row, row) <= 0);
}
