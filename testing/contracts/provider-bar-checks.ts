import { expect } from "bun:test";
import { type Bars, barAt } from "../../src/domain/bars.ts";
import { nyse, regularOpenMinute } from "../../src/domain/calendar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../src/domain/interval.ts";
import type { LocalDate } from "../../src/domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../src/domain/new-york.ts";
import { sessionAt } from "../../src/domain/session.ts";
import type { MarketBars } from "../../src/ports/bar-store.ts";
import type { BarChunk, BarQuery } from "../../src/ports/market-data.ts";

const minuteMs = 60_000;
/** |ln| of the largest move overnight that is not taken for a split that was forgotten. */
const overnightMoveMax = 0.35;

/** Checks the answer to a query for bars; the columns of all chunks in a row, by symbol. */
export function checkChunks(
  chunks: readonly BarChunk[],
  query: Omit<BarQuery, "lane" | "signal">,
  nowTsMs: number,
): void {
  const lastTsMs = new Map<string, number>();
  for (const { symbol, bars, adjustment } of chunks) {
    expect(query.symbols, "a chunk is of a symbol that was asked for").toContain(symbol);
    expect(adjustment).toBe(query.adjustment);
    expect(bars.interval).toBe(query.interval);
    for (let index = 0; index < bars.length; index++) {
      checkBar(bars, index);
      const openTsMs = bars.openTsMs[index] as number;
      expect(openTsMs, `${symbol} rises in time`).toBeGreaterThan(lastTsMs.get(symbol) ?? 0);
      lastTsMs.set(symbol, openTsMs);
      expect(openTsMs, "a bar is in the range").toBeGreaterThanOrEqual(query.fromTsMs);
      expect(openTsMs, "a bar is in the range").toBeLessThan(query.untilTsMs);
      checkMoment(openTsMs, query);
      expect(closeTsMs(openTsMs, query), "a bar is closed").toBeLessThanOrEqual(nowTsMs);
    }
  }
}

function checkBar(bars: Bars, index: number): void {
  const { open, high, low, close, volume } = barAt(bars, index);
  const shown = `${open} ${high} ${low} ${close}`;
  for (const price of [open, high, low, close]) {
    expect(Number.isFinite(price) && price > 0, `finite and positive: ${shown}`).toBe(true);
  }
  expect(high >= Math.max(open, close), `the high is the highest: ${shown}`).toBe(true);
  expect(low <= Math.min(open, close), `the low is the lowest: ${shown}`).toBe(true);
  expect(Number.isNaN(volume) || volume >= 0, `shares or NaN: ${volume}`).toBe(true);
}

/** Where a bar may begin. */
function checkMoment(openTsMs: number, query: { interval: Interval; session: string }): void {
  const { interval, session } = query;
  const date = newYorkDate(openTsMs);
  const shown = new Date(openTsMs).toISOString();
  if (isDateKeyed(interval)) {
    expect(openTsMs, `${shown} is 00:00 New York`).toBe(newYorkTsMs(date, 0));
    if (interval === "1d") expect(nyse.isTradingDay(date), `${shown} is a session`).toBe(true);
    return;
  }
  const name = sessionAt(openTsMs);
  if (session === "regular") expect(name, shown).toBe("regular");
  else expect(name, shown).not.toBe("closed");
  // Hours are cut from the bell or from the full hour, as the vendor likes; less never differs.
  if (intervalMs(interval) > 30 * minuteMs) return;
  const sinceBellMs = openTsMs - newYorkTsMs(date, regularOpenMinute);
  expect(Math.abs(sinceBellMs % intervalMs(interval)), `${shown} is on the grid`).toBe(0);
}

/** When a bar is complete: a session that ends early ends its last bar. */
function closeTsMs(openTsMs: number, query: { interval: Interval; session: string }): number {
  const { interval, session } = query;
  const date = newYorkDate(openTsMs);
  const bellTsMs = newYorkTsMs(date, nyse.closeMinuteOrZero(date));
  if (interval === "1d") return bellTsMs;
  if (interval === "1w") return openTsMs + intervalMs("1d");
  const fullTsMs = openTsMs + intervalMs(interval);
  return session === "regular" ? Math.min(fullTsMs, bellTsMs) : fullTsMs;
}

/** Restated prices show no jump at a split; raw ones jump by its ratio. */
export function checkSplit(
  chunks: readonly BarChunk[],
  split: { readonly symbol: string; readonly exDate: LocalDate; readonly ratio: number },
): void {
  const rows = chunks
    .filter(({ symbol }) => symbol === split.symbol)
    .flatMap(({ bars }) => Array.from({ length: bars.length }, (_, index) => barAt(bars, index)));
  const after = rows.findIndex(({ openTsMs }) => newYorkDate(openTsMs) >= split.exDate);
  expect(after, "the range has bars on both sides of the split").toBeGreaterThan(0);
  const expected = chunks[0]?.adjustment === "raw" ? split.ratio : 1;
  const found = (rows[after - 1]?.close as number) / (rows[after]?.open as number);
  expect(Math.abs(Math.log(found / expected))).toBeLessThan(overnightMoveMax);
}

/** Checks the bars of all symbols of one date. */
export function checkMarketDay(day: MarketBars, date: LocalDate): void {
  const { symbols, open, high, low, close, volume } = day;
  expect(day.interval).toBe("1d");
  expect(day.openTsMs).toBe(newYorkTsMs(date, 0));
  expect(new Set(symbols).size, "each symbol comes once").toBe(symbols.length);
  const count = symbols.length;
  for (const column of [open, high, low, close, volume]) expect(column.length).toBe(count);
  const openTsMs = new Float64Array(count).fill(day.openTsMs);
  const bars = { interval: "1d", length: count, openTsMs, open, high, low, close, volume } as const;
  for (let index = 0; index < count; index++) checkBar(bars, index);
}
