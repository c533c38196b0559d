import fc from "fast-check";
import { type Bar, type Bars, barAt, barsFrom } from "../src/domain/bars.ts";
import type { Interval } from "../src/domain/interval.ts";

export function rowsOf(bars: Bars): Bar[] {
  return Array.from({ length: bars.length }, (_, i) => barAt(bars, i));
}

/** Open times as text, short enough to read. */
export function opensOf(bars: Bars): string[] {
  return rowsOf(bars).map((bar) => new Date(bar.openTsMs).toISOString().replace(".000Z", "Z"));
}

/** Bars whose price is their number, from 1 up, with 10 shares each. */
export function numberedBars(interval: Interval, times: readonly string[]): Bars {
  const rows = times.map((time, i) => {
    return {
      openTsMs: Date.parse(time),
      open: i + 1,
      high: i + 1.5,
      low: i + 0.5,
      close: i + 1,
      volume: 10,
    };
  });
  return barsFrom(interval, rows);
}

/** Around half days, holidays and both clock changes. */
const starts = ["2015-12-23", "2026-03-06", "2026-10-30", "2026-11-25", "2018-04-09"];

/** Some of the minutes of five days and nights, with a price path and missing volumes. */
export function minuteBars(stepMinutes = 1): fc.Arbitrary<Bar[]> {
  const cell = fc.record({
    minute: fc.integer({ min: 0, max: (5 * 1_440) / stepMinutes - 1 }),
    price: fc.double({ min: 0.01, max: 1_000, noNaN: true }),
    spread: fc.double({ min: 0, max: 5, noNaN: true }),
    volume: fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.constant(Number.NaN)),
  });
  const cells = fc.uniqueArray(cell, { selector: (c) => c.minute, maxLength: 300 });
  return fc.tuple(fc.constantFrom(...starts), cells).map(([start, found]) =>
    found
      .sort((a, b) => a.minute - b.minute)
      .map(({ minute, price, spread, volume }) => ({
        openTsMs: Date.parse(`${start}T05:00:00Z`) + minute * stepMinutes * 60_000,
        open: price,
        high: price + spread,
        low: price,
        close: price + spread / 2,
        volume,
      })),
  );
}
