import { assert } from "../base/assert.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";

/**
 * Simple moving average.
 *
 * in    values[n]
 * out   mean[n], same unit; NaN before index `windowBars - 1`
 * flat  exactly the value
 * gaps  NaN while a NaN is in the window, right again one window later
 * cost  O(n * windowBars), allocates nothing. Every value depends on its window alone: no sum is
 *       carried on, so nothing drifts and a history that starts elsewhere gives the same bits
 * src   textbook; equals TA-Lib SMA and sma_20 of the reference vectors
 */
export function sma(values: Float64Array, windowBars: number, mean: Float64Array): void {
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  assert(mean.length === values.length, "mean is as long as values");
  // From the newest to the oldest, so that `mean` may be the same column as `values`.
  for (let i = values.length - 1; i >= windowBars - 1; i--) {
    mean[i] = windowMean(values, i, windowBars);
  }
  mean.fill(Number.NaN, 0, Math.min(windowBars - 1, mean.length));
}

/**
 * Mean of the window that ends at `last` (inclusive). Differences to the window's first value are
 * summed, so that equal values give exactly that value and large prices lose no digits.
 */
export function windowMean(values: Float64Array, last: number, windowBars: number): number {
  const first = last - windowBars + 1;
  const anchor = values[first];
  // Two sums side by side, since one alone would wait for itself at every step. A pair may take in
  // the first value too: its difference is 0.
  let sum = 0;
  let otherSum = 0;
  for (let i = last; i > first; i -= 2) {
    sum += values[i] - anchor;
    otherSum += values[i - 1] - anchor;
  }
  return anchor + (sum + otherSum) / windowBars;
}

/** Doubles of state that `smaStep` needs; zeros mean "nothing seen yet". */
export function smaStateLength(windowBars: number): number {
  return slidingWindowLength(windowBars);
}

/** Streaming form of `sma`: takes the next value, returns the mean at it. */
export function smaStep(
  state: Float64Array,
  at: number,
  windowBars: number,
  value: number,
): number {
  const last = slide(state, at, windowBars, value);
  return isWindowFull(state, at, windowBars) ? windowMean(state, last, windowBars) : Number.NaN;
}
