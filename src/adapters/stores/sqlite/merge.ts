import { assert } from "../../../base/assert.ts";
import type { Bars, MutableBars } from "../../../domain/bars.ts";
import type { WriteCounts } from "../../../ports/bar-store.ts";

/** Old and new bars as one series, and where it differs from the old one. */
export interface Merged {
  readonly bars: Bars;
  readonly counts: WriteCounts;
  /** First and last row of `bars` that is new or changed; -1 when there is none. */
  readonly firstDifferent: number;
  readonly lastDifferent: number;
}

/** Merges by open time into `bars`, empty columns; the new bar wins. Both are strictly rising. */
export function mergeBars(old: Bars, fresh: Bars, bars: MutableBars): Merged {
  let added = 0;
  let changed = 0;
  let firstDifferent = -1;
  let lastDifferent = -1;
  let oldAt = 0;
  let freshAt = 0;
  while (oldAt < old.length || freshAt < fresh.length) {
    const oldTsMs = oldAt < old.length ? (old.openTsMs[oldAt] as number) : Infinity;
    const freshTsMs = freshAt < fresh.length ? (fresh.openTsMs[freshAt] as number) : Infinity;
    if (oldTsMs < freshTsMs) {
      copyBar(old, oldAt, bars);
      oldAt += 1;
      continue;
    }
    const isKnown = oldTsMs === freshTsMs;
    if (!isKnown || !isSameBar(old, oldAt, fresh, freshAt)) {
      if (isKnown) changed += 1;
      else added += 1;
      if (firstDifferent < 0) firstDifferent = bars.length;
      lastDifferent = bars.length;
    }
    copyBar(fresh, freshAt, bars);
    freshAt += 1;
    if (isKnown) oldAt += 1;
  }
  const counts = { added, changed, unchanged: fresh.length - added - changed };
  return { bars, counts, firstDifferent, lastDifferent };
}

/** Throws BugError unless times are whole epoch milliseconds and strictly rising. */
export function assertRising(bars: Bars): void {
  for (let i = 0; i < bars.length; i++) {
    const tsMs = bars.openTsMs[i] as number;
    assert(Number.isSafeInteger(tsMs), `open time ${tsMs} is a whole number of ms`);
    if (i > 0) assert(tsMs > (bars.openTsMs[i - 1] as number), "bars are strictly rising in time");
  }
}

function isSameBar(a: Bars, aAt: number, b: Bars, bAt: number): boolean {
  return (
    Object.is(a.close[aAt], b.close[bAt]) &&
    Object.is(a.volume[aAt], b.volume[bAt]) &&
    Object.is(a.open[aAt], b.open[bAt]) &&
    Object.is(a.high[aAt], b.high[bAt]) &&
    Object.is(a.low[aAt], b.low[bAt])
  );
}

/** Appends one bar of `from` to `to`. */
function copyBar(from: Bars, at: number, to: MutableBars): void {
  const end = to.length;
  to.openTsMs[end] = from.openTsMs[at] as number;
  to.open[end] = from.open[at] as number;
  to.high[end] = from.high[at] as number;
  to.low[end] = from.low[at] as number;
  to.close[end] = from.close[at] as number;
  to.volume[end] = from.volume[at] as number;
  to.length = end + 1;
}

/** Copies rows `from` to `to` of a series to row `at` of another. */
export function copyRows(
  source: Bars,
  rows: { readonly from: number; readonly to: number },
  target: Bars,
  at: number,
): void {
  const { from, to } = rows;
  target.openTsMs.set(source.openTsMs.subarray(from, to), at);
  target.open.set(source.open.subarray(from, to), at);
  target.high.set(source.high.subarray(from, to), at);
  target.low.set(source.low.subarray(from, to), at);
  target.close.set(source.close.subarray(from, to), at);
  target.volume.set(source.volume.subarray(from, to), at);
}
