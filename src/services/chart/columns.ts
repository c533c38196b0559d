import type { Bars } from "../../domain/bars.ts";

/** The newest `count` bars, or all of them; shares the memory of the given ones. */
export function lastBars(bars: Bars, count: number): Bars {
  const end = bars.length;
  const from = Math.max(0, end - count);
  return {
    interval: bars.interval,
    length: end - from,
    openTsMs: bars.openTsMs.subarray(from, end),
    open: bars.open.subarray(from, end),
    high: bars.high.subarray(from, end),
    low: bars.low.subarray(from, end),
    close: bars.close.subarray(from, end),
    volume: bars.volume.subarray(from, end),
  };
}

/** The value at an index; NaN outside the column. */
export function valueAt(column: Float64Array, index: number): number {
  return column[index] ?? Number.NaN;
}

/** Smallest and largest finite value; NaN when there is none. */
export function extentOf(...columns: readonly Float64Array[]): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min > max ? { min: Number.NaN, max: Number.NaN } : { min, max };
}

/** Index of the first value that is not NaN; the length where all are. */
export function firstDefined(column: Float64Array): number {
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(valueAt(column, i))) return i;
  return column.length;
}
