import { assert } from "../base/assert.ts";
import { highestIndex, lowestIndex, windowHighest, windowLowest } from "./extremes.ts";
import { linreg, linregStateLength, linregStep } from "./linreg.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";
import { windowMean } from "./sma.ts";
import type { HighLowClose } from "./true-range.ts";

/**
 * TTM momentum: the end value of the regression line through
 * close - ((highest high + lowest low) / 2 + SMA(close)) / 2, all over `windowBars`.
 *
 * in    high[n] low[n] close[n]
 * out   momentum[n], price unit; NaN before index 2 * windowBars - 2
 * flat  exactly 0
 * gaps  NaN while a NaN is in the last 2 * windowBars - 1 bars
 * cost  O(n * windowBars), allocates nothing; path-free like `sma`
 * src   LazyBear's published script; ttm_mom_carter_20 of the reference vectors. thinkorswim's
 *       source is closed; clones of it differ in using an exponential mean as the basis
 */
export function ttmMomentum(bars: HighLowClose, windowBars: number, momentum: Float64Array): void {
  assert(Number.isInteger(windowBars) && windowBars >= 2, "windowBars is a whole number >= 2");
  const { high, low, close } = bars;
  assert(high.length === close.length && low.length === close.length, "columns are equally long");
  assert(momentum.length === close.length, "momentum is as long as close");
  momentum.fill(Number.NaN, 0, Math.min(windowBars - 1, momentum.length));
  fillDistances(bars, { first: windowBars - 1, end: momentum.length }, windowBars, momentum, 0);
  linreg(momentum, windowBars, momentum);
}

/**
 * Distances of the closes first..end-1 from the middle of their range and mean, the input of the
 * regression: the one of bar i goes to out[i - shift].
 */
export function fillDistances(
  bars: HighLowClose,
  range: { readonly first: number; readonly end: number },
  windowBars: number,
  out: Float64Array,
  shift: number,
): void {
  const { high, low, close } = bars;
  let highestAt = -1;
  let lowestAt = -1;
  for (let i = range.first; i < range.end; i++) {
    const oldest = i - windowBars + 1;
    // An extreme stays the extreme until it leaves the window or a newer bar reaches it.
    if (highestAt < oldest) highestAt = highestIndex(high, oldest, i);
    else if (high[i] >= high[highestAt] || Number.isNaN(high[i])) highestAt = i;
    if (lowestAt < oldest) lowestAt = lowestIndex(low, oldest, i);
    else if (low[i] <= low[lowestAt] || Number.isNaN(low[i])) lowestAt = i;
    const mean = windowMean(close, i, windowBars);
    out[i - shift] = distanceFrom(close[i], high[highestAt], low[lowestAt], mean);
  }
}

function distanceFrom(close: number, highest: number, lowest: number, mean: number): number {
  return close - ((highest + lowest) / 2 + mean) / 2;
}

export function ttmMomentumStateLength(windowBars: number): number {
  return 3 * slidingWindowLength(windowBars) + linregStateLength(windowBars);
}

/** Streaming form of `ttmMomentum`. */
export function ttmMomentumStep(
  state: Float64Array,
  at: number,
  windowBars: number,
  bar: { readonly high: number; readonly low: number; readonly close: number },
): number {
  const length = slidingWindowLength(windowBars);
  const lastHigh = slide(state, at, windowBars, bar.high);
  const lastLow = slide(state, at + length, windowBars, bar.low);
  const lastClose = slide(state, at + 2 * length, windowBars, bar.close);
  if (!isWindowFull(state, at, windowBars)) return Number.NaN;
  const highest = windowHighest(state, lastHigh, windowBars);
  const lowest = windowLowest(state, lastLow, windowBars);
  const mean = windowMean(state, lastClose, windowBars);
  const distance = distanceFrom(bar.close, highest, lowest, mean);
  return linregStep(state, at + 3 * length, windowBars, distance);
}
