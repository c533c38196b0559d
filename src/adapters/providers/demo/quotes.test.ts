import { expect, test } from "bun:test";
import fc from "fast-check";
import { allocateBars, barAt } from "../../../domain/bars.ts";
import { addDays, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { createDemoMarket } from "./market.ts";
import { DemoQuotes } from "./quotes.ts";

const market = createDemoMarket({ seed: 9, symbols: 200 });
const date = fromYearMonthDay(2025, 6, 10);
const minuteMs = 60_000;
const liquid = market.symbols.flatMap((_, index) => {
  const { tier } = market.profile(index);
  return tier === "large" || tier === "middle" ? [index] : [];
});

function quoteAt(index: number, tsMs: number): Quote {
  const quote = new DemoQuotes(market).quoteAt(index, market.symbols[index] as string, tsMs);
  if (!quote) throw new Error("the symbol is quoted");
  return quote;
}

function dayOf(index: number, on = date) {
  const bars = allocateBars("1d", 1);
  market.dailyBars(index, { fromDate: on, toDate: on }, bars);
  return barAt(bars, 0);
}

test("within a minute the price stays in its bar, and ends at its close", () => {
  const bars = allocateBars("1m", 390);
  const anySymbol = fc.constantFrom(...liquid);
  fc.assert(
    fc.property(anySymbol, fc.nat(389), fc.nat(59_999), (index, row, elapsedMs) => {
      market.intradayBars(index, date, "1m", bars);
      const { openTsMs, high, low, close } = barAt(bars, row % bars.length);
      const within = quoteAt(index, openTsMs + elapsedMs);
      if (within.tsMs >= openTsMs) {
        expect(within.price).toBeLessThanOrEqual(high);
        expect(within.price).toBeGreaterThanOrEqual(low);
      }
      expect(quoteAt(index, openTsMs + minuteMs - 1).price).toBe(close);
    }),
  );
});

test("the day so far is what the minutes so far add up to", () => {
  const bars = allocateBars("1m", 390);
  fc.assert(
    fc.property(fc.constantFrom(...liquid), fc.nat(389), (index, count) => {
      market.intradayBars(index, date, "1m", bars);
      const tsMs = newYorkTsMs(date, 570 + count);
      const rows = Array.from({ length: bars.length }, (_, row) => barAt(bars, row));
      const done = rows.filter(({ openTsMs }) => openTsMs < tsMs);
      const quote = quoteAt(index, tsMs);
      expect(quote.open).toBe(done[0]?.open ?? null);
      expect(quote.high).toBe(done.length > 0 ? Math.max(...done.map(({ high }) => high)) : null);
      expect(quote.low).toBe(done.length > 0 ? Math.min(...done.map(({ low }) => low)) : null);
      const bell = quoteAt(index, newYorkTsMs(date, 570));
      if (done.length === 0 || bell.session !== "premarket") return;
      const shares = done.reduce((sum, { volume }) => sum + volume, 0);
      expect(quote.volume).toBe((bell.volume as number) + shares);
    }),
    { numRuns: 40 },
  );
});

test("volume only grows from 04:00 to 20:00, and a quote never goes back in time", () => {
  for (const index of liquid.slice(0, 10)) {
    let before = quoteAt(index, newYorkTsMs(date, 240));
    let previousDayEnds = before.session === "postmarket" || before.session === "regular";
    for (let minute = 241; minute <= 1_200; minute += 13) {
      const quote = quoteAt(index, newYorkTsMs(date, minute) + 17_000);
      expect(quote.tsMs).toBeGreaterThanOrEqual(before.tsMs);
      if (!previousDayEnds) {
        expect(quote.volume).toBeGreaterThanOrEqual(before.volume as number);
      }
      previousDayEnds = quote.tsMs < newYorkTsMs(date, 0);
      before = quote;
    }
    expect(before.regularPrice).toBe(dayOf(index).close);
  }
});

test("the early hours end near the opening price, on volume that grows with the gap", () => {
  const shares: { readonly wild: number[]; readonly calm: number[] } = { wild: [], calm: [] };
  for (const index of liquid) {
    const quote = quoteAt(index, newYorkTsMs(date, 570) - 1);
    if (quote.session !== "premarket") continue;
    const { open } = dayOf(index);
    const previousClose = dayOf(index, addDays(date, -1)).close;
    expect(quote).toMatchObject({ price: open, previousClose, regularPrice: previousClose });
    expect([quote.open, quote.high, quote.low]).toEqual([null, null, null]);
    const gapDeviations = Math.abs(open / previousClose - 1) / market.profile(index).dailyDeviation;
    const share = (quote.volume as number) / (quote.averageVolume as number);
    shares[gapDeviations > 0.7 ? "wild" : "calm"].push(share);
  }
  const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(shares.wild.length).toBeGreaterThan(5);
  expect(meanOf(shares.wild)).toBeGreaterThan(1.3 * meanOf(shares.calm));
  expect(meanOf(shares.calm)).toBeGreaterThan(0.002);
});

test("a weekend shows the last trade of Friday, without bid and ask", () => {
  const saturday = fromYearMonthDay(2025, 6, 14);
  for (const index of liquid.slice(0, 20)) {
    const friday = quoteAt(index, newYorkTsMs(addDays(saturday, -1), 1_199));
    const weekend = quoteAt(index, newYorkTsMs(saturday, 700));
    expect(weekend.tsMs).toBeGreaterThanOrEqual(friday.tsMs);
    expect(weekend.tsMs).toBeLessThan(newYorkTsMs(saturday, 0));
    expect([weekend.bid, weekend.ask, weekend.bidSize]).toEqual([null, null, null]);
    expect(quoteAt(index, newYorkTsMs(saturday, 1_000))).toEqual(weekend);
  }
});

test("a symbol that nobody trades today shows its last trade of an earlier day", () => {
  let quiet = 0;
  for (const [index] of market.symbols.entries()) {
    if (dayOf(index).volume > 0) continue;
    const quote = quoteAt(index, newYorkTsMs(date, 720));
    expect(quote.tsMs).toBeLessThan(newYorkTsMs(date, 0));
    expect(quote.volume).toBeGreaterThan(0);
    quiet++;
  }
  expect(quiet).toBeGreaterThan(1);
});

test("a quote is the same from a desk that has seen other days and symbols", () => {
  const seen = new DemoQuotes(market);
  for (const index of liquid) seen.quoteAt(index, "A", newYorkTsMs(addDays(date, 30), 700));
  for (const index of liquid.slice(0, 30)) {
    const tsMs = newYorkTsMs(date, 600 + index) + 12_345;
    const symbol = market.symbols[index] as string;
    expect(seen.quoteAt(index, symbol, tsMs)).toEqual(quoteAt(index, tsMs));
  }
});
