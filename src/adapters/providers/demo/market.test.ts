import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { allocateBars, type Bars, barAt, type MutableBars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import type { Interval } from "../../../domain/interval.ts";
import { addDays, fromYearMonthDay, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import { createDemoMarket, type DemoMarket } from "./market.ts";
import { roundToTick } from "./tick.ts";

const fromDate = fromYearMonthDay(2024, 1, 1);
const toDate = fromYearMonthDay(2025, 12, 31);
const symbols = 400;
const market = createDemoMarket({ seed: 42, symbols });
const columns = ["openTsMs", "open", "high", "low", "close", "volume"] as const;

function daily(of: DemoMarket, symbolIndex: number, from: LocalDate, to: LocalDate): MutableBars {
  const bars = allocateBars("1d", Math.max(to - from + 1, 0));
  of.dailyBars(symbolIndex, { fromDate: from, toDate: to }, bars);
  return bars;
}

function intraday(symbolIndex: number, date: LocalDate, interval: Interval): MutableBars {
  const bars = allocateBars(interval, 390);
  market.intradayBars(symbolIndex, date, interval, bars);
  return bars;
}

function rowsOf(bars: Bars) {
  return Array.from({ length: bars.length }, (_, index) => barAt(bars, index));
}

test("the market of a seed is the same on every machine", () => {
  const hash = createHash("sha256");
  const addBars = (bars: Bars) => {
    for (const column of columns) {
      for (const value of bars[column].subarray(0, bars.length)) hash.update(`${value} `);
    }
  };
  for (let index = 0; index < symbols; index += 20) {
    addBars(daily(market, index, fromDate, toDate));
    addBars(intraday(index, toDate, "1m"));
  }
  // Bun and Node agree on it; a change of the simulator changes every demo that people know.
  expect(hash.digest("hex")).toBe(
    "f344f68417637dc1f38f13f608a8d8f33718096fe57a14f37771fdeb10a57e51",
  );
});

test("any stretch of days equals the same stretch of a longer history", () => {
  const offset = fc.nat(720);
  fc.assert(
    fc.property(fc.nat(symbols - 1), offset, offset, (index, first, length) => {
      const whole = rowsOf(daily(market, index, fromDate, toDate));
      const from = addDays(fromDate, first);
      const to = addDays(from, Math.min(length, toDate - from));
      const wanted = whole.filter((bar) => {
        const date = newYorkDate(bar.openTsMs);
        return date >= from && date <= to;
      });
      expect(rowsOf(daily(market, index, from, to))).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});

test("going on day by day equals the batch", () => {
  for (const index of [0, 11, 57, 123]) {
    const steps = nyse
      .tradingDaysBetween(fromDate, toDate)
      .flatMap((date) => rowsOf(daily(market, index, date, date)));
    expect(steps).toEqual(rowsOf(daily(market, index, fromDate, toDate)));
  }
});

test("the order of requests does not matter", () => {
  const fresh = createDemoMarket({ seed: 42, symbols });
  daily(fresh, 399, addDays(fromDate, -4_000), toDate);
  const late = rowsOf(daily(fresh, 5, fromDate, toDate));
  expect(late).toEqual(rowsOf(daily(market, 5, fromDate, toDate)));
});

test("a larger market begins with the smaller one, and another seed is another market", () => {
  const larger = createDemoMarket({ seed: 42, symbols: 1_000 });
  const other = createDemoMarket({ seed: 43, symbols });
  expect(larger.symbols.slice(0, symbols)).toEqual([...market.symbols]);
  for (const index of [0, 77, 399]) {
    const bars = rowsOf(daily(market, index, fromDate, toDate));
    expect(rowsOf(daily(larger, index, fromDate, toDate))).toEqual(bars);
    expect(rowsOf(daily(other, index, fromDate, toDate))).not.toEqual(bars);
    expect(larger.profile(index)).toEqual(market.profile(index));
  }
});

test("bars stand on the sessions of the exchange, at midnight in New York", () => {
  const sessions = nyse.tradingDaysBetween(fromDate, toDate);
  const bars = daily(market, 3, fromDate, toDate);
  expect(Array.from(bars.openTsMs.subarray(0, bars.length))).toEqual(
    sessions.map((date) => newYorkTsMs(date, 0)),
  );
  expect(daily(market, 3, fromYearMonthDay(2024, 7, 4), fromYearMonthDay(2024, 7, 4)).length).toBe(
    0,
  );
  expect(daily(market, 3, toDate, fromDate).length).toBe(0);
});

test("every bar is consistent, positive and on the price grid", () => {
  for (let index = 0; index < symbols; index++) {
    const bars = daily(market, index, fromDate, toDate);
    for (let at = 0; at < bars.length; at++) {
      const { open, high, low, close, volume } = barAt(bars, at);
      const isOrdered = low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close);
      const isOnGrid = [open, high, low, close].every((price) => roundToTick(price) === price);
      const isTraded = volume >= 100 || (volume === 0 && high === low);
      if (!(isOrdered && isOnGrid && isTraded && Number.isInteger(volume))) {
        throw new Error(`symbol ${index} has the bar ${JSON.stringify(barAt(bars, at))}`);
      }
    }
  }
});

test("a day without a trade repeats the close before it", () => {
  let quietDays = 0;
  for (let index = 0; index < symbols; index++) {
    const bars = daily(market, index, fromDate, toDate);
    for (let at = 1; at < bars.length; at++) {
      if (bars.volume[at] !== 0) continue;
      quietDays++;
      expect(bars.close[at]).toBe(bars.close[at - 1] as number);
    }
  }
  expect(quietDays).toBeGreaterThan(1_000);
});

test("prices reach from below a dollar to hundreds of thousands, for centuries", () => {
  const first = fromYearMonthDay(1900, 1, 1);
  for (const [index, tier] of [
    [11, "trophy"],
    [market.symbols.findIndex((_, at) => market.profile(at).tier === "penny"), "penny"],
  ] as const) {
    expect(market.profile(index).tier).toBe(tier);
    for (let year = 0; year < 300; year += 10) {
      const from = addDays(first, year * 365);
      const { close, length } = daily(market, index, from, addDays(from, 30));
      const prices = close.subarray(0, length);
      if (tier === "trophy") expect(Math.min(...prices)).toBeGreaterThan(50_000);
      else expect(Math.max(...prices)).toBeLessThan(100);
    }
  }
});

test("minutes of any day and symbol add up to the daily bar", () => {
  const sessions = nyse.tradingDaysBetween(fromDate, toDate);
  const date = fc.constantFrom(...sessions);
  const interval = fc.constantFrom<Interval[]>("1m", "5m", "15m", "30m", "1h", "4h");
  fc.assert(
    fc.property(fc.nat(symbols - 1), date, interval, (index, day, length) => {
      const [whole] = rowsOf(daily(market, index, day, day));
      const parts = rowsOf(intraday(index, day, length));
      if (!whole || whole.volume === 0) {
        expect(parts).toEqual([]);
        return;
      }
      expect({
        openTsMs: whole.openTsMs,
        open: parts[0]?.open as number,
        high: Math.max(...parts.map((bar) => bar.high)),
        low: Math.min(...parts.map((bar) => bar.low)),
        close: parts.at(-1)?.close as number,
        volume: parts.reduce((sum, bar) => sum + bar.volume, 0),
      }).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test("intraday bars lie in the regular session, which ends at 13:00 on a half day", () => {
  const liquid = market.symbols.findIndex((_, at) => market.profile(at).tier === "large");
  const fullDay = fromYearMonthDay(2024, 11, 27);
  const halfDay = fromYearMonthDay(2024, 11, 29);
  expect(intraday(liquid, fullDay, "1m").length).toBe(390);
  expect(intraday(liquid, halfDay, "1m").length).toBe(210);
  const hours = intraday(liquid, halfDay, "1h");
  expect(rowsOf(hours).map((bar) => bar.openTsMs)).toEqual(
    [570, 630, 690, 750].map((minute) => newYorkTsMs(halfDay, minute)),
  );
  expect(intraday(liquid, fromYearMonthDay(2024, 11, 28), "5m").length).toBe(0);
});

test("splits fall on sessions, and a longer range lists the same ones", () => {
  let count = 0;
  for (let index = 0; index < symbols; index++) {
    const splits = market.splits(index, { fromDate, toDate });
    const middle = addDays(fromDate, 300);
    expect([
      ...market.splits(index, { fromDate, toDate: addDays(middle, -1) }),
      ...market.splits(index, { fromDate: middle, toDate }),
    ]).toEqual([...splits]);
    for (const { exDate, ratio } of splits) {
      count++;
      expect(nyse.isTradingDay(exDate)).toBe(true);
      expect([2, 3, 4, 0.1]).toContain(ratio);
    }
  }
  // Two years of 400 symbols; US exchanges see about 3 splits a year per 100 listings.
  expect(count).toBeGreaterThan(8);
  expect(count).toBeLessThan(60);
});

test("a market that cannot be is refused", () => {
  expect(() => createDemoMarket({ seed: 1.5, symbols: 10 })).toThrow('the demo seed "1.5"');
  expect(() => createDemoMarket({ seed: 1, symbols: 80_001 })).toThrow('not "80001"');
  const small = allocateBars("1d", 3);
  expect(() => market.dailyBars(0, { fromDate, toDate }, small)).toThrow("the bars have room");
});
