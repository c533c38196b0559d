import { expect, test } from "bun:test";
import { quoteBody } from "../../../../testing/schwab/schwab-bodies.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { isHalted, quoteOf, readQuoteEntry } from "./quotes.ts";

const wednesday = fromYearMonthDay(2026, 3, 4);
const thursday = fromYearMonthDay(2026, 3, 5);
const wednesdayCloseTsMs = newYorkTsMs(wednesday, 960);

function read(made: Parameters<typeof quoteBody>[1], part: object = {}): Quote | null {
  const entry = readQuoteEntry({ ...quoteBody("AAPL", made), ...part });
  return entry && quoteOf("AAPL", entry);
}

test("before the bell the last price moves and the regular one stands still", () => {
  const tradeTime = newYorkTsMs(thursday, 8 * 60);
  const made = { lastPrice: 107, tradeTime, closePrice: 100, regularPrice: 100, regularChange: 3 };
  expect(read({ ...made, regularTime: wednesdayCloseTsMs })).toMatchObject({
    ...{ price: 107, regularPrice: 100, previousClose: 100, session: "premarket" },
  });
});

test("a close that has not turned over yet gives way to the last regular price", () => {
  const tradeTime = newYorkTsMs(thursday, 2 * 60);
  const made = { lastPrice: 107, tradeTime, closePrice: 97, regularPrice: 100, regularChange: 3 };
  const old = { ...made, regularTime: wednesdayCloseTsMs };
  expect(read(old)?.previousClose).toBe(100);
  // The same figures in the evening of the same day: the close before it is the one to compare to.
  expect(read({ ...old, tradeTime: newYorkTsMs(wednesday, 19 * 60) })?.previousClose).toBe(97);
});

test("the overnight session counts where its trade is the newer one", () => {
  const tradeTime = newYorkTsMs(wednesday, 1_199);
  const overnightTsMs = newYorkTsMs(wednesday, 1_400);
  const extended = {
    ...{ lastPrice: 105, tradeTime: overnightTsMs, quoteTime: overnightTsMs },
    ...{ bidPrice: 104.9, askPrice: 105.1, bidSize: 260, askSize: 1_400 },
  };
  expect(read({ lastPrice: 101, tradeTime, extended })).toMatchObject({
    ...{ price: 105, tsMs: overnightTsMs, session: "closed", bid: 104.9, askSize: 1_400 },
  });
  const older = { ...extended, tradeTime: tradeTime - 1, quoteTime: tradeTime - 1 };
  expect(read({ lastPrice: 101, tradeTime, extended: older })).toMatchObject({
    ...{ price: 101, tsMs: tradeTime, bid: 100.99 },
  });
});

test.each([
  ["2 November 2025", fromYearMonthDay(2025, 11, 2), 30_000],
  ["3 November 2025", fromYearMonthDay(2025, 11, 3), 300],
])("sizes of %s are shares in the end", (_, date, bidSize) => {
  expect(read({ lastPrice: 10, tradeTime: newYorkTsMs(date, 600) })?.bidSize).toBe(bidSize);
});

test("what is 0, -999 or absent is null, and never a made-up 0", () => {
  const tradeTime = newYorkTsMs(thursday, 5 * 60);
  const quote = {
    ...{ openPrice: 0, highPrice: -999, lowPrice: "NaN", bidPrice: 0, bidSize: -999 },
    ...{ totalVolume: null, closePrice: 0, securityStatus: 7 },
  };
  const parts = { fundamental: null, regular: undefined };
  expect(read({ lastPrice: 10, tradeTime, quote }, parts)).toMatchObject({
    ...{ open: null, high: null, low: null, bid: null, bidSize: null, volume: null },
    ...{ previousClose: null, averageVolume: null, regularPrice: null, isHalted: null },
  });
});

test("what was never traded is no quote", () => {
  expect(read({ lastPrice: 0, tradeTime: 5 })).toBeNull();
  expect(read({ lastPrice: 5, tradeTime: 0 })).toBeNull();
  expect(readQuoteEntry({ invalidSymbols: ["GONE"] })).toBeNull();
  expect(readQuoteEntry(null)).toBeNull();
});

test("a status is halted, normal, or not told", () => {
  const words = ["Halted", "HALT", "Normal", "Closed", "Unknown", null];
  expect(words.map(isHalted)).toEqual([true, true, false, false, null, null]);
});
