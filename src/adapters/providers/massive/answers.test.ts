import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { asking, codeOf, gather } from "../../../../testing/contracts/provider-asking.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import {
  aggregate,
  article,
  bellTsMs,
  minuteMs,
  nanoseconds,
  nowTsMs,
  optionSnapshot,
  page,
  stockSnapshot,
  today,
} from "../../../../testing/massive/massive-bodies.ts";
import { openMassive } from "../../../../testing/massive/massive-vendor.ts";
import { jsonAnswer } from "../../../../testing/replay/answer.ts";
import { addDays, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { readAggregate } from "./bars.ts";
import { quoteOf } from "./quotes.ts";
import { nanosecondsToMs, stockSnapshot as schema } from "./wire.ts";

const quoted = (row: object, atTsMs = nowTsMs) => quoteOf(v.parse(schema, row), atTsMs);

describe("quotes of Massive", () => {
  test("a share in the session has all of its figures, sizes in shares", () => {
    expect(quoted(stockSnapshot("AAA", 101))).toEqual({
      ...{ symbol: "AAA", price: 101, tsMs: nowTsMs - 2_000, session: "regular" },
      ...{ previousClose: 98, regularPrice: 101, open: 100, high: 103, low: 99, volume: 5e6 },
      ...{ averageVolume: null, bid: 100.99, ask: 101.01, bidSize: 200, askSize: 300 },
      isHalted: null,
    });
  });

  test("sizes from before the change of November 2025 were lots", () => {
    const t = nanoseconds(Date.UTC(2025, 9, 31, 15));
    const row = stockSnapshot("AAA", 101, { lastQuote: { P: 2, S: 3, p: 1, s: 2, t } });
    expect(quoted(row)?.bidSize).toBe(200);
    expect(quoted(row)?.askSize).toBe(300);
  });

  test("without a last trade the last minute stands for it", () => {
    const quote = quoted(stockSnapshot("AAA", 101, { lastTrade: undefined }));
    expect(quote?.price).toBe(101);
    expect(quote?.tsMs).toBe(nowTsMs - minuteMs);
    expect(quoted({ ticker: "AAA", min: { c: 0, t: 0, av: 0 } })).toBeNull();
  });

  test("in the premarket the cleared day is no session, and its volume counts", () => {
    const atTsMs = newYorkTsMs(today, 500);
    const zero = { o: 0, h: 0, l: 0, c: 0, v: 0, vw: 0 };
    const early = { o: 104, h: 106, l: 103, c: 105, v: 1_200, vw: 105 };
    for (const day of [zero, early]) {
      const row = stockSnapshot("AAA", 105, {
        day,
        min: { av: 1_200, c: 105, t: atTsMs },
        lastTrade: { p: 105, t: nanoseconds(atTsMs) },
      });
      const quote = quoted(row, atTsMs);
      expect(quote).toMatchObject({ session: "premarket", previousClose: 102, regularPrice: 102 });
      expect(quote).toMatchObject({ open: null, high: null, low: null, volume: 1_200 });
    }
  });

  test("a trade from before the clearing has no known close before it", () => {
    const atTsMs = newYorkTsMs(addDays(today, 1), 300);
    const quote = quoted(stockSnapshot("AAA", 105, { day: { c: 0, v: 0 } }), atTsMs);
    expect(quote).toMatchObject({ previousClose: null, open: null, volume: null });
    // On the evening of the same day nothing has been cleared yet.
    expect(quoted(stockSnapshot("AAA", 105), atTsMs)?.previousClose).toBe(102);
  });
});

describe("bars of Massive", () => {
  test("what has no time, lacks a price or is upside down is no bar", () => {
    const good = aggregate(bellTsMs, 10);
    const odd = [{ t: null }, { t: 1.5 }, { o: 0 }, { c: "10" }, { h: 9.8 }, { l: -1 }];
    expect(odd.map((more) => readAggregate({ ...good, ...more }))).toEqual(odd.map(() => null));
    expect([null, 5, "bar"].map(readAggregate)).toEqual([null, null, null]);
    expect(readAggregate({ ...good, v: undefined })?.volume).toBeNaN();
    expect(readAggregate({ ...good, v: 1.12117471e8 })?.volume).toBe(112_117_471);
  });
});

describe("times in nanoseconds", () => {
  test("a whole ms stays one, and a begun one is cut off", () => {
    for (let i = 0; i < 2_000; i++) {
      const tsMs = nowTsMs + i * 7;
      expect(nanosecondsToMs(JSON.parse(`${tsMs}000000`))).toBe(tsMs);
      expect(nanosecondsToMs(JSON.parse(`${tsMs}998000`))).toBe(tsMs);
    }
    expect([0, -1, null, "1", Number.NaN].map(nanosecondsToMs)).toEqual([
      ...[null, null, null, null, null],
    ]);
  });
});

describe("options of Massive", () => {
  const expiry = fromYearMonthDay(2026, 6, 5);
  const ask = { underlying: "AAA", expiries: [expiry], ...asking() };
  const open = (rows: readonly object[]) =>
    openMassive({
      clock: new FakeClock(nowTsMs),
      routes: {
        "GET /v3/snapshot/options/AAA?expiration_date=2026-06-05&limit=250": jsonAnswer(page(rows)),
      },
    });

  test("a contract keeps its figures, and gaps stay gaps", async () => {
    const bare = { greeks: {}, last_quote: { bid: 0, ask: 0.05 }, last_trade: null, day: {} };
    await using vendor = await open([
      optionSnapshot("O:AAA260605C00150000"),
      optionSnapshot("O:AAA260605P00100000", { ...bare, implied_volatility: null }),
      optionSnapshot("O:AAA260612C00150000"),
    ]);
    const { value, provenance } = (await vendor.provider.chain?.(ask)) ?? {};
    const [put, call] = value?.contracts ?? [];
    expect(value?.contracts.length, "another expiry was not asked for").toBe(2);
    expect(call).toMatchObject({ bid: 1.4, ask: 1.6, last: 1.5, volume: 8, openInterest: 813 });
    expect(call).toMatchObject({ ivRatio: 0.35, delta: 0.6, rho: null, greeksFrom: "provider" });
    expect(put).toMatchObject({ bid: 0, ask: 0.05, last: null, volume: null, ivRatio: null });
    expect(put).toMatchObject({ delta: null, vega: null, greeksFrom: null, isStandard: true });
    expect(value).toMatchObject({ underlyingPrice: 151.5, underlyingTsMs: nowTsMs });
    expect(provenance).toMatchObject({ feed: "opra", delayMs: 0, asOfTsMs: nowTsMs });
  });

  test("the volume of a day that is over is not that of today", async () => {
    const last_updated = nanoseconds(newYorkTsMs(addDays(today, -3), 900));
    const day = { close: 1.2, volume: 900, last_updated };
    await using vendor = await open([
      optionSnapshot("O:AAA260605C00150000", { day, last_trade: null }),
    ]);
    const [call] = (await vendor.provider.chain?.(ask))?.value.contracts ?? [];
    expect(call).toMatchObject({ volume: null, last: 1.2, tradeTsMs: last_updated / 1e6 });
  });

  test("an adjusted contract is not standard", async () => {
    const details = { ticker: "O:AAA1260605C00150000", shares_per_contract: 100 };
    const odd = { ticker: "O:AAA260605C00160000", shares_per_contract: 33 };
    await using vendor = await open([
      optionSnapshot("", { details }),
      optionSnapshot("", { details: odd }),
    ]);
    const contracts = (await vendor.provider.chain?.(ask))?.value.contracts ?? [];
    expect(contracts.map(({ isStandard, multiplier }) => [isStandard, multiplier])).toEqual([
      [false, 100],
      [false, 33],
    ]);
  });

  test("prints keep their numbers, in order of time", async () => {
    const print = (price: number, afterMs: number) => ({
      ...{ price, size: 3, exchange: 309, conditions: [209, 219] },
      sip_timestamp: nanoseconds(bellTsMs + afterMs),
    });
    await using vendor = await openMassive({
      clock: new FakeClock(nowTsMs),
      routes: {
        "GET /v3/trades/O:AAA260605C00150000?*": jsonAnswer(page([print(1.2, 9), print(1.1, 5)])),
      },
    });
    const range = { fromTsMs: bellTsMs, untilTsMs: nowTsMs };
    const query = { contracts: ["AAA260605C00150000", "AAA"], ...range, ...asking() };
    const [answer] = await gather(vendor.provider.optionTrades?.(query));
    expect(answer?.value).toEqual([
      {
        ...{ occ: "AAA260605C00150000", tsMs: bellTsMs + 5, price: 1.1, size: 3 },
        ...{ exchange: "309", condition: "209 219", bid: null, ask: null },
      },
      expect.objectContaining({ tsMs: bellTsMs + 9, price: 1.2 }),
    ]);
  });

  test("a page of prints that goes back in time is refused", async () => {
    const print = { price: 1, size: 1, sip_timestamp: nanoseconds(bellTsMs + 9) };
    const before = { ...print, sip_timestamp: nanoseconds(bellTsMs + 8) };
    await using vendor = await openMassive({
      clock: new FakeClock(nowTsMs),
      routes: {
        "GET /v3/trades/O:AAA260605C00150000?*": jsonAnswer(
          page([print], "https://api.massive.com/next?cursor=2"),
        ),
        "GET /next?cursor=2": jsonAnswer(page([before])),
      },
    });
    const range = { fromTsMs: bellTsMs, untilTsMs: nowTsMs };
    const query = { contracts: ["AAA260605C00150000"], ...range, ...asking() };
    const answer = gather(vendor.provider.optionTrades?.(query));
    expect(await codeOf(answer)).toBe("provider.bad-payload");
  });
});

describe("research of Massive", () => {
  test("news of many symbols are asked for at once, and others are left out", async () => {
    const rows = [
      article("new", "2026-06-01T14:00:00Z"),
      article("other", "2026-06-01T13:30:00Z", { tickers: ["QQQ"] }),
      article("bare", "2026-06-01T13:20:00Z", { article_url: null }),
      { title: "no id" },
    ];
    const route = "GET /v2/reference/news?published_utc.gte=*&order=desc&sort=published_utc";
    await using vendor = await openMassive({
      nowTsMs,
      routes: { [`${route}&limit=1000`]: jsonAnswer(page(rows)) },
    });
    const symbols = ["M", "AAA", "BBB", "CCC"];
    const query = { symbols, fromTsMs: nowTsMs - 86_400_000, ...asking() };
    const { value } = await vendor.provider.news(query);
    expect(value).toEqual([
      {
        ...{ id: "new", tsMs: Date.UTC(2026, 5, 1, 14), headline: "Macy's beats" },
        ...{ summary: "All of it.", url: "https://news.example.com/new" },
        ...{ publisher: "Wire & Co", symbols: ["M", "ABR-D"] },
      },
    ]);
  });

  test("of a split that stands there twice the later day counts, wherever it is", async () => {
    const shop = (execution_date: string) => ({
      ...{ ticker: "SHOP", execution_date, split_from: 1, split_to: 10 },
    });
    const odd = { ...shop("2022-06-29"), split_to: 11 };
    const route = "GET /v3/reference/splits?*";
    await using vendor = await openMassive({
      nowTsMs,
      routes: { [route]: jsonAnswer(page([shop("2022-06-22"), shop("2022-06-29"), odd])) },
    });
    const splitsTo = async (day: number) => {
      const dates = {
        fromDate: fromYearMonthDay(2022, 6, 1),
        toDate: fromYearMonthDay(2022, 6, day),
      };
      return (await vendor.provider.splits({ symbols: ["SHOP"], ...dates, ...asking() })).value;
    };
    const exDate = fromYearMonthDay(2022, 6, 29);
    expect(await splitsTo(30)).toEqual([{ symbol: "SHOP", exDate, ratio: 10 }]);
    expect(await splitsTo(25)).toEqual([]);
    expect(vendor.server.requests[0]?.key).toContain("ticker=SHOP");
  });

  test("the calendar tells nothing of the past, nor of what is not announced yet", async () => {
    const rows = [
      { exchange: "NYSE", date: "2026-06-19", status: "closed" },
      { exchange: "NYSE", date: "2026-07-03", status: "closed" },
    ];
    await using vendor = await openMassive({
      clock: new FakeClock(nowTsMs),
      routes: { "GET /v1/marketstatus/upcoming": jsonAnswer(rows) },
    });
    const dates = { fromDate: addDays(today, -30), toDate: addDays(today, 90) };
    const { value } = await vendor.provider.calendar({ ...dates, ...asking() });
    expect(value[0]?.date).toBe(today);
    expect(value.at(-1)).toEqual({ date: fromYearMonthDay(2026, 7, 3), closeMinute: null });
    expect(value.filter(({ closeMinute }) => closeMinute === 960).length).toBe(23);
  });
});
