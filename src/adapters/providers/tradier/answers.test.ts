import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { asking, codeOf, gather } from "../../../../testing/contracts/provider-asking.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { delayed, jsonAnswer, textAnswer } from "../../../../testing/replay/answer.ts";
import {
  bellTsMs,
  calendarBody,
  greeks,
  minuteMs,
  minuteRows,
  nowTsMs,
  optionRow,
  saleRow,
  series,
  stockQuote,
  today,
} from "../../../../testing/tradier/tradier-bodies.ts";
import { openTradier, tradierToken } from "../../../../testing/tradier/tradier-vendor.ts";
import { addDays, formatLocalDate, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarQuery } from "../../../ports/market-data.ts";
import { quoteOf } from "./quotes.ts";
import { easternTsMs, stockQuote as schema } from "./wire.ts";

const sales = "GET /v1/markets/timesales";
const contract = "AAA260605C00150000";

function barsOf(query: Partial<BarQuery> = {}): BarQuery {
  return {
    ...{ symbols: ["AAA"], interval: "1m", session: "regular", adjustment: "split" },
    ...{ fromTsMs: bellTsMs, untilTsMs: nowTsMs, ...asking(), ...query },
  };
}

describe("requests to Tradier", () => {
  test("each shows the token and asks for JSON", async () => {
    await using vendor = await openTradier({
      nowTsMs,
      routes: { "GET /v1/markets/quotes?*": jsonAnswer({ quotes: { quote: [] } }) },
    });
    expect((await vendor.provider.quotes(["AAA"], asking())).value).toEqual([]);
    const headers = vendor.server.requests[0]?.headers;
    expect(headers?.get("authorization")).toBe(`Bearer ${tradierToken}`);
    expect(headers?.get("accept")).toBe("application/json");
  });

  test("the headers of an answer set the limit, nine tenths of it", async () => {
    const headers = {
      "x-ratelimit-allowed": "200",
      "x-ratelimit-used": "50",
      "x-ratelimit-available": "150",
      "x-ratelimit-expiry": String(nowTsMs + 30_000),
    };
    await using vendor = await openTradier({
      clock: new FakeClock(nowTsMs),
      hasOwnLimits: true,
      routes: { "GET /v1/markets/quotes?*": jsonAnswer({ quotes: null }, { headers }) },
    });
    expect(vendor.budget().limit).toBe(60);
    await vendor.provider.quotes(["AAA"], asking());
    expect(vendor.budget()).toMatchObject({ limit: 180, windowMs: 60_000 });
  });

  test("a 429 waits for the moment that its headers name", async () => {
    const full = textAnswer("Quota Violation", {
      status: 429,
      headers: { "x-ratelimit-available": "0", "x-ratelimit-expiry": String(nowTsMs + 20_000) },
    });
    const good = jsonAnswer({ quotes: { quote: stockQuote("AAA", 2) } });
    const clock = new FakeClock(nowTsMs);
    await using vendor = await openTradier({
      clock,
      hasOwnLimits: true,
      routes: { "GET /v1/markets/quotes?*": [full, good] },
    });
    const answer = vendor.provider.quotes(["AAA"], { ...asking(), lane: "watchlist" });
    await vendor.server.asked(1);
    while (vendor.provider.status().state !== "rate-limited") await Bun.sleep(1);
    expect(vendor.provider.status().untilTsMs).toBe(nowTsMs + 20_000);
    await clock.advance(21_000);
    expect((await answer).value.length).toBe(1);
  });

  test("a long list of symbols goes in the body of a POST", async () => {
    const symbols = Array.from({ length: 450 }, (_, i) => `S${i}`);
    const rows = (names: readonly string[]) => names.map((name) => stockQuote(name, 5));
    await using vendor = await openTradier({
      nowTsMs,
      routes: {
        "POST /v1/markets/quotes": ({ body }) => {
          const list = new URLSearchParams(body).get("symbols") ?? "";
          return jsonAnswer({ quotes: { quote: rows(list.split(",")) } });
        },
        "GET /v1/markets/quotes?*": jsonAnswer({ quotes: { quote: rows(symbols.slice(400)) } }),
      },
    });
    const { value } = await vendor.provider.quotes(symbols, asking());
    expect(value.length).toBe(450);
    expect(vendor.server.requests.map(({ method }) => method)).toEqual(["POST", "GET"]);
    expect(vendor.server.requests[0]?.headers.get("content-type")).toBe(
      "application/x-www-form-urlencoded",
    );
  });

  test("the sandbox is late, has no single prints and no stream", async () => {
    await using vendor = await openTradier({
      clock: new FakeClock(nowTsMs + 30_000),
      plan: "sandbox",
      routes: {
        [`${sales}?symbol=AAA&interval=1min&start=*&end=2026-06-01 10:44&session_filter=open`]:
          delayed(jsonAnswer(series(minuteRows(bellTsMs, 90))), 20),
      },
    });
    const [chunk] = await gather(vendor.provider.bars(barsOf()));
    expect(chunk?.bars.length).toBe(75);
    expect(chunk?.provenance).toMatchObject({ feed: "sip", delayMs: 15 * minuteMs });
    expect(vendor.provider.optionTrades).toBeUndefined();
    expect(vendor.provider.openStream).toBeUndefined();
  });

  test("bars with extended hours go less far back", async () => {
    const day = (days: number) => formatLocalDate(addDays(today, -days));
    const question = (start: string, filter: string) =>
      `${sales}?symbol=AAA&interval=5min&start=${start} 11:00&end=*&session_filter=${filter}`;
    await using vendor = await openTradier({
      clock: new FakeClock(nowTsMs),
      routes: {
        [question(day(40), "open")]: jsonAnswer(series(null)),
        [question(day(18), "all")]: jsonAnswer(series(saleRow(bellTsMs - 30 * minuteMs))),
      },
    });
    const ask = { interval: "5m", fromTsMs: Date.UTC(2020, 0) } as const;
    expect(await gather(vendor.provider.bars(barsOf(ask)))).toEqual([]);
    const all = await gather(vendor.provider.bars(barsOf({ ...ask, session: "all" })));
    expect(all[0]?.bars.length).toBe(1);
  });

  test("raw bars and bars of half an hour are refused without a question", async () => {
    await using vendor = await openTradier({ nowTsMs });
    for (const query of [{ adjustment: "raw" }, { interval: "30m" }] as const) {
      const bars = gather(vendor.provider.bars(barsOf(query)));
      expect(await codeOf(bars)).toBe("provider.refused");
    }
    expect(vendor.server.requests.length).toBe(0);
  });

  test("rows of which none is a bar are another format", async () => {
    await using vendor = await openTradier({
      nowTsMs,
      routes: { [`${sales}?*`]: jsonAnswer(series([{ t: 1 }, null, 5])) },
    });
    const bars = gather(vendor.provider.bars(barsOf()));
    expect(await codeOf(bars)).toBe("provider.bad-payload");
  });

  test("prints older than five days are not asked for", async () => {
    await using vendor = await openTradier({ clock: new FakeClock(nowTsMs) });
    const range = { fromTsMs: nowTsMs - 20 * 86_400_000, untilTsMs: nowTsMs - 6 * 86_400_000 };
    const query = { contracts: [contract], ...range, ...asking() };
    expect(await gather(vendor.provider.optionTrades?.(query))).toEqual([]);
  });

  test("a calendar over the turn of the year takes a request a month", async () => {
    const days = (date: string) =>
      jsonAnswer(calendarBody([{ date, status: "open", open: { end: "25:00" } }]));
    await using vendor = await openTradier({
      nowTsMs,
      routes: {
        "GET /v1/markets/calendar?year=2026&month=12": jsonAnswer(
          calendarBody([{ date: "2026-12-25", status: "closed" }]),
        ),
        "GET /v1/markets/calendar?year=2027&month=01": days("2027-01-04"),
      },
    });
    const dates = {
      fromDate: fromYearMonthDay(2026, 12, 20),
      toDate: fromYearMonthDay(2027, 1, 10),
    };
    const { value } = await vendor.provider.calendar({ ...dates, ...asking() });
    expect(value).toEqual([{ date: fromYearMonthDay(2026, 12, 25), closeMinute: null }]);
  });
});

describe("figures of Tradier", () => {
  const quoted = (row: object, atTsMs = nowTsMs) => quoteOf(v.parse(schema, row), atTsMs);

  test("a share in the session has all of its figures", () => {
    expect(quoted(stockQuote("BRK/B", 500))).toEqual({
      ...{ symbol: "BRK.B", price: 500, tsMs: nowTsMs - 2_000, session: "regular" },
      ...{ previousClose: 497, regularPrice: 500, open: 499, high: 502, low: 498 },
      ...{ volume: 5_000_000, averageVolume: 4_000_000, bid: 499.99, ask: 500.01 },
      ...{ bidSize: 200, askSize: 300, isHalted: null },
    });
  });

  test("texts are numbers, and what is none is not known", () => {
    const odd = { last: "2.5", open: "NaN", high: 0, low: null, bid: 0, ask: "x", volume: "7" };
    expect(quoted(stockQuote("AAA", 2, odd))).toMatchObject({
      ...{ price: 2.5, open: null, high: null, low: null, bid: null, ask: null, volume: 7 },
      ...{ bidSize: null, askSize: null },
    });
    expect(quoted(stockQuote("AAA", 2, { last: null }))).toBeNull();
    expect(quoted(stockQuote("AAA", 2, { trade_date: 0 }))).toBeNull();
  });

  test("a close that has moved up to the last trade is not the one before it", () => {
    const tomorrowTsMs = nowTsMs + 86_400_000;
    expect(quoted(stockQuote("AAA", 10), tomorrowTsMs)?.previousClose).toBe(7);
    const moved = stockQuote("AAA", 10, { prevclose: 10 });
    expect(quoted(moved, tomorrowTsMs)?.previousClose).toBeNull();
    expect(quoted(moved)?.previousClose).toBe(10);
  });

  test("times are those of New York, summer and winter", () => {
    expect(easternTsMs("2026-06-01T09:30:00")).toBe(Date.UTC(2026, 5, 1, 13, 30));
    expect(easternTsMs("2026-01-05T09:30:01.25")).toBe(Date.UTC(2026, 0, 5, 14, 30, 1, 250));
    expect(easternTsMs("2026-01-05 09:30")).toBe(Date.UTC(2026, 0, 5, 14, 30));
    expect(["", null, "2026-02-30T09:30", "2026-01-05T24:00", 5].map(easternTsMs)).toEqual([
      ...[null, null, null, null, null],
    ]);
  });

  test("greeks: no bid, no rho of puts, and zeros that nobody computed", async () => {
    const none = { delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0, mid_iv: 0, smv_vol: 0 };
    const rows = [
      optionRow(contract),
      optionRow("AAA260605P00150000", { bid: 0, greeks: { ...greeks, delta: -0.4 } }),
      optionRow("AAA260605C00160000", { greeks: none }),
      optionRow("AAA260605P00160000", { greeks: undefined }),
    ];
    await using vendor = await openTradier({
      nowTsMs,
      routes: { "GET /v1/markets/options/chains?*": jsonAnswer({ options: { option: rows } }) },
    });
    const expiries = [fromYearMonthDay(2026, 6, 5)];
    const { value } = await vendor.provider.chain({ underlying: "AAA", expiries, ...asking() });
    expect(value.contracts.map(({ ivRatio, delta, rho }) => [ivRatio, delta, rho])).toEqual([
      [0.35, 0.6, 0.05],
      [0.34, -0.4, null],
      [null, null, null],
      [null, null, null],
    ]);
    const by = value.contracts.map(({ greeksFrom }) => greeksFrom);
    expect(by).toEqual(["provider", "provider", null, null]);
  });

  test("each expiry of a chain takes a request, and an only contract is one", async () => {
    const only = (occ: string) => jsonAnswer({ options: { option: optionRow(occ) } });
    const chain = "GET /v1/markets/options/chains?symbol=AAA&greeks=true";
    await using vendor = await openTradier({
      nowTsMs,
      routes: {
        [`${chain}&expiration=2026-06-12`]: only("AAA260612C00150000"),
        [`${chain}&expiration=2026-06-05`]: only(contract),
        [`${chain}&expiration=2026-06-19`]: jsonAnswer({ options: null }),
      },
    });
    const expiries = [12, 5, 19].map((day) => fromYearMonthDay(2026, 6, day));
    const { value } = await vendor.provider.chain({ underlying: "AAA", expiries, ...asking() });
    expect(value.contracts.map(({ occ }) => occ)).toEqual([contract, "AAA260612C00150000"]);
  });

  test("prints keep their prices and have no side", async () => {
    await using vendor = await openTradier({
      clock: new FakeClock(nowTsMs),
      routes: { [`${sales}?*`]: jsonAnswer(series(saleRow(bellTsMs, 1.25, { volume: "3" }))) },
    });
    const range = { fromTsMs: bellTsMs, untilTsMs: newYorkTsMs(today, 600) };
    const query = { contracts: [contract, "AAA"], ...range, ...asking() };
    const [answer] = await gather(vendor.provider.optionTrades?.(query));
    expect(answer?.value).toEqual([
      {
        ...{ occ: contract, tsMs: bellTsMs, price: 1.25, size: 3 },
        ...{ exchange: null, condition: null, bid: null, ask: null },
      },
    ]);
  });
});
