import { assert } from "../base/assert.ts";
import type { Interval } from "./interval.ts";

/**
 * Price bars of one series as columns, oldest first, `openTsMs` strictly rising.
 *
 * Columns may be longer than `length`; only the first `length` values count.
 * openTsMs    UTC epoch ms at bar start; 1d and 1w bars: 00:00 New York of the session date
 * open..close the instrument's quote currency; finite and positive
 * volume      shares; NaN where the source reported none (never a made-up 0)
 */
export interface Bars {
  readonly interval: Interval;
  readonly length: number;
  readonly openTsMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** The columns of `Bars` that a writer fills; `length` grows up to the capacity. */
export interface MutableBars extends Bars {
  length: number;
}

/** One bar as a row: for the edges, where single bars come and go. */
export interface Bar {
  readonly openTsMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Bytes that one bar takes in memory: six columns of doubles. */
export const barBytes = 6 * Float64Array.BYTES_PER_ELEMENT;

export function allocateBars(interval: Interval, capacity: number): MutableBars {
  assert(Number.isInteger(capacity) && capacity >= 0, "capacity is a count of bars");
  return {
    interval,
    length: 0,
    openTsMs: new Float64Array(capacity),
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    volume: new Float64Array(capacity),
  };
}

export function pushBar(bars: MutableBars, bar: Bar): void {
  const at = bars.length;
  assert(at < bars.close.length, "the bars have room");
  bars.openTsMs[at] = bar.openTsMs;
  bars.open[at] = bar.open;
  bars.high[at] = bar.high;
  bars.low[at] = bar.low;
  bars.close[at] = bar.close;
  bars.volume[at] = bar.volume;
  bars.length = at + 1;
}

export function barAt(bars: Bars, index: number): Bar {
  assert(index >= 0 && index < bars.length, `bar ${index} of ${bars.length} exists`);
  return {
    openTsMs: bars.openTsMs[index] as number,
    open: bars.open[index] as number,
    high: bars.high[index] as number,
    low: bars.low[index] as number,
    close: bars.close[index] as number,
    volume: bars.volume[index] as number,
  };
}

/** Bars from rows, for tests and small edges. Rows are oldest first. */
export function barsFrom(interval: Interval, rows: readonly Bar[]): Bars {
  const bars = allocateBars(interval, rows.length);
  for (const row of rows) pushBar(bars, row);
  return bars;
}

/** How many bars opened at or before `tsMs`: the exclusive end index of the past. */
export function countOpenedBy(bars: Bars, tsMs: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bars.openTsMs[middle] as number) <= tsMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
