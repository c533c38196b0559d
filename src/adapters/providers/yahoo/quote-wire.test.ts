import { describe, expect, test } from "bun:test";
import { yahooExchange } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { delayOf, type QuoteRow, readQuotes, toQuote } from "./quote-wire.ts";
import { readSpark } from "./spark-wire.ts";

const friday = fromYearMonthDay(2026, 6, 5);
const monday = fromYearMonthDay(2026, 6, 8);
const seconds = (date: typeof monday, minute: number) => newYorkTsMs(date, minute) / 1_000;

/** Friday's session is over. */
const row: QuoteRow = {
  symbol: "ACME",
  quoteType: "EQUITY",
  regularMarketPrice: 100,
  regularMarketTime: seconds(friday, 960),
  regularMarketPreviousClose: 98,
  regularMarketOpen: 99,
  regularMarketDayHigh: 101,
  regularMarketDayLow: 97,
  regularMarketVolume: 5_000,
  averageDailyVolume3Month: 4_000,
  bid: 99.9,
  ask: 100.1,
};

describe("a quote", () => {
  test("before the bell the price is the newest, the previous close yesterday's", () => {
    const premarket = { ...row, preMarketPrice: 103, preMarketTime: seconds(monday, 300) };
    expect(toQuote(premarket, "ACME")).toMatchObject({
      price: 103,
      tsMs: newYorkTsMs(monday, 300),
      session: "premarket",
      previousClose: 100,
      regularPrice: 100,
      // Friday's numbers are not Monday's.
      ...{ open: null, high: null, low: null, volume: null },
      averageVolume: 4_000,
    });
  });

  test("in the session the close before it is the previous one", () => {
    const open = { ...row, regularMarketTime: seconds(friday, 700) };
    expect(toQuote(open, "BRK.B")).toEqual({
      ...{ symbol: "BRK.B", price: 100, tsMs: newYorkTsMs(friday, 700), session: "regular" },
      ...{ previousClose: 98, regularPrice: 100, open: 99, high: 101, low: 97 },
      ...{ volume: 5_000, averageVolume: 4_000, bid: 99.9, ask: 100.1 },
      ...{ bidSize: null, askSize: null, isHalted: null },
    });
  });

  test("a premarket price that does not apply any more is not the price", () => {
    const stale = {
      ...row,
      regularMarketTime: seconds(friday, 700),
      preMarketPrice: 90,
      preMarketTime: seconds(friday, 500),
    };
    expect(toQuote(stale, "ACME")).toMatchObject({ price: 100, session: "regular" });
  });

  test("after the session the day goes on", () => {
    const late = { ...row, postMarketPrice: 96, postMarketTime: seconds(friday, 1_000) };
    const quote = toQuote(late, "ACME");
    expect(quote).toMatchObject({ price: 96, session: "postmarket", previousClose: 98 });
    expect(quote).toMatchObject({ regularPrice: 100, volume: 5_000 });
  });

  test("0 and nothing are not known", () => {
    const zeros = { regularMarketOpen: 0, regularMarketDayHigh: 0, regularMarketVolume: 0 };
    const quote = toQuote({ ...row, ...zeros, bid: 0, ask: null }, "ACME");
    expect(quote).toMatchObject({ open: null, high: null, volume: null, bid: null, ask: null });
  });

  test("a row without a price is none", () => {
    expect(toQuote({ symbol: "GONE", quoteType: "NONE" }, "GONE")).toBeNull();
    expect(toQuote({ ...row, regularMarketPrice: 0 }, "ACME")).toBeNull();
    expect(toQuote({ ...row, regularMarketTime: null }, "ACME")).toBeNull();
  });

  test("the delay is that of stocks, not of indices", () => {
    const index = { ...row, quoteType: "INDEX", exchangeDataDelayedBy: 15 };
    expect(delayOf([row, index])).toBe(0);
    expect(delayOf([row, { ...row, exchangeDataDelayedBy: 15 }])).toBe(900_000);
  });

  test("a bad row does not cost the others", () => {
    const rows = [{ symbol: 5 }, null, row, { symbol: "X", bid: "a lot" }];
    expect(readQuotes({ quoteResponse: { result: rows, error: null } })).toEqual([row]);
    expect(readQuotes({ quoteResponse: { result: null } })).toEqual([]);
    expect(() => readQuotes({ finance: {} })).toThrow(/quoteResponse/);
  });
});

describe("spark", () => {
  const names = new Map([["BRK-B", "BRK.B"]]);
  const series = {
    symbol: "BRK-B",
    timestamp: [540, 570, 575, 965, 970].map((minute) => seconds(friday, minute)),
    close: [480, 481, null, 483, null],
    chartPreviousClose: 479,
    previousClose: null,
  };

  test("the newest close is the price, and everything else is not known", () => {
    expect(readSpark({ "BRK-B": series }, names)).toEqual([
      {
        ...{ symbol: "BRK.B", price: 483, tsMs: newYorkTsMs(friday, 965), session: "postmarket" },
        ...{ previousClose: 479, regularPrice: 481, open: null, high: null, low: null },
        ...{ volume: null, averageVolume: null, bid: null, ask: null, bidSize: null },
        ...{ askSize: null, isHalted: null },
      },
    ]);
  });

  test("series that are empty, broken or nobody's are left out", () => {
    const empty = { ...series, timestamp: [], close: [] };
    expect(readSpark({ "BRK-B": empty }, names)).toEqual([]);
    expect(readSpark({ "BRK-B": { ...series, close: "none" } }, names)).toEqual([]);
    expect(readSpark({ "BRK-B": { ...series, close: null } }, names)).toEqual([]);
    expect(readSpark({ AAPL: series }, names)).toEqual([]);
    expect(() => readSpark([], names)).not.toThrow();
    expect(() => readSpark("Too Many Requests", names)).toThrow(/spark/);
  });
});

describeShared("recorded quotes", () => {
  const read = (name: string) => {
    const { answer } = yahooExchange(name);
    return readQuotes(JSON.parse(new TextDecoder().decode(answer.body)));
  };

  test("AAPL on a Friday evening", () => {
    const [found] = read("quote-AAPL.json");
    const evening = newYorkTsMs(fromYearMonthDay(2025, 2, 14), 1_199) + 58_000;
    expect(toQuote(found as QuoteRow, "AAPL")).toMatchObject({
      ...{ price: 244.64, tsMs: evening, session: "postmarket", previousClose: 241.53 },
      ...{ regularPrice: 244.6, open: 241.07, high: 245.41, low: 241, volume: 40_896_227 },
      averageVolume: 50_443_058,
    });
  });

  test.each(["quote-SI.json", "quote-SIMP.json"])("%s is delisted", (name) => {
    const rows = read(name);
    expect(rows).toHaveLength(1);
    expect(toQuote(rows[0] as QuoteRow, "SI")).toBeNull();
  });

  test("an unknown symbol has no row, an index no volume", () => {
    expect(read("quote-SIX.json")).toEqual([]);
    const [index] = read("quote-_caret_VXAPL.json");
    expect(toQuote(index as QuoteRow, "^VXAPL")).toMatchObject({ price: 23.77, volume: null });
  });
});
