import { assert } from "../base/assert.ts";
import { emaNext } from "./ema.ts";
import type { MacdOptions } from "./macd.ts";

/** MACD at the newest bar, and the histogram before it: what a cross is decided on. */
export interface MacdTail {
  readonly macd: number;
  readonly signal: number;
  readonly histogram: number;
  readonly previousHistogram: number;
}

/**
 * The last values of `macd` over close[first..end-1], without columns: the three averages run
 * side by side in registers, which is what makes a scan of a whole market cheap.
 *
 * in    close[first..end-1], no NaN before the first price
 * out   the values of `macd` at end - 1, the same bits; NaN while it is NaN
 * flat  0
 * gaps  as `macd`
 * cost  O(end - first), allocates the result only
 * src   as `macd`
 */
export function macdTail(
  close: Float64Array,
  range: { readonly first: number; readonly end: number },
  options: MacdOptions,
): MacdTail {
  const { fastBars, slowBars, signalBars, seed } = options;
  assert(fastBars < slowBars, "fastBars < slowBars");
  assert(range.first >= 0 && range.end <= close.length, "the range lies inside close");
  const isSeededByMean = seed !== "first-value";
  const fastSeed = isSeededByMean ? fastBars : 1;
  const slowSeed = isSeededByMean ? slowBars : 1;
  const signalSeed = isSeededByMean ? signalBars : 1;
  const delayBars = seed === "talib" ? slowBars - fastBars : 0;
  const fastFactor = 2 / (fastBars + 1);
  const slowFactor = 2 / (slowBars + 1);
  const signalFactor = 2 / (signalBars + 1);
  let fast = 0;
  let slow = 0;
  let signal = 0;
  let macd = Number.NaN;
  let histogram = Number.NaN;
  let previousHistogram = Number.NaN;
  const seedBars = slowSeed + signalSeed;
  const seedEnd = Math.min(range.end, range.first + seedBars);
  for (let i = range.first, seen = 1; i < seedEnd; i++, seen++) {
    const value = close[i];
    previousHistogram = histogram;
    if (seen > delayBars) fast = emaNext(fast, value, seen - delayBars, fastSeed, fastFactor);
    slow = emaNext(slow, value, seen, slowSeed, slowFactor);
    // The slow average is ready no sooner than the fast one, under every seeding.
    if (seen < slowSeed) continue;
    macd = fast - slow;
    const signalSeen = seen - slowSeed + 1;
    signal = emaNext(signal, macd, signalSeen, signalSeed, signalFactor);
    if (signalSeen >= signalSeed) histogram = macd - signal;
  }
  // From here on every average is past its seed: the bare recursion, as `emaNext` has it.
  for (let i = seedEnd; i < range.end; i++) {
    const value = close[i];
    previousHistogram = histogram;
    fast += (value - fast) * fastFactor;
    slow += (value - slow) * slowFactor;
    macd = fast - slow;
    signal += (macd - signal) * signalFactor;
    histogram = macd - signal;
  }
  return {
    macd,
    signal: Number.isNaN(histogram) ? Number.NaN : signal,
    histogram,
    previousHistogram,
  };
}
