import { assert } from "../base/assert.ts";
import { windowHighest, windowLowest } from "./extremes.ts";
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
  assert(momentum.length === bars.close.length, "momentum is as long as close");
  momentum.fill(Number.NaN);
  for (let i = windowBars - 1; i < momentum.length; i++) {
    momentum[i] = distanceAt(bars, i, windowBars);
  }
  linreg(momentum, windowBars, momentum);
}

/** Distance of the close from the middle of the range and the mean, at `last`. */
export function distanceAt(bars: HighLowClose, last: number, windowBars: number): number {
  const highest = windowHighest(bars.high, last, windowBars);
  const lowest = windowLowest(bars.low, last, windowBars);
  const mean = windowMean(bars.close, last, windowBars);
  return distanceFrom({ close: bars.close[last], highest, lowest, mean });
}

/** Halving before adding keeps a flat market at exactly 0. */
function distanceFrom(at: {
  readonly close: number;
  readonly highest: number;
  readonly lowest: number;
  readonly mean: number;
}): number {
  return at.close - ((at.highest + at.lowest) / 2 + at.mean) / 2;
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
  const distance = distanceFrom({
    close: bar.close,
    highest: windowHighest(state, lastHigh, windowBars),
    lowest: windowLowest(state, lastLow, windowBars),
    mean: windowMean(state, lastClose, windowBars),
  });
  return linregStep(state, at + 3 * length, windowBars, distance);
}
