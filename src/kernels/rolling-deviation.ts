import { assert } from "../base/assert.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";

/** population divides by n (bands of charting platforms), sample by n - 1 (pandas `.std()`). */
export type SigmaKind = "population" | "sample";

export interface DeviationOptions {
  readonly windowBars: number;
  readonly sigma: SigmaKind;
}

/**
 * Rolling standard deviation.
 *
 * in    values[n]
 * out   deviation[n], same unit; NaN before index `windowBars - 1`
 * flat  exactly 0
 * gaps  NaN while a NaN is in the window, right again one window later
 * cost  O(n * windowBars), allocates nothing; path-free like `sma`
 * src   textbook; population equals TA-Lib STDDEV, sample equals pandas `.rolling().std()`
 */
export function rollingDeviation(
  values: Float64Array,
  options: DeviationOptions,
  deviation: Float64Array,
): void {
  const { windowBars } = options;
  const divisor = deviationDivisor(options);
  assert(deviation.length === values.length, "deviation is as long as values");
  for (let i = values.length - 1; i >= windowBars - 1; i--) {
    deviation[i] = windowDeviation(values, i, windowBars, divisor);
  }
  deviation.fill(Number.NaN, 0, Math.min(windowBars - 1, deviation.length));
}

/** n or n - 1, checked. */
export function deviationDivisor(options: DeviationOptions): number {
  const divisor = options.sigma === "population" ? options.windowBars : options.windowBars - 1;
  assert(Number.isInteger(divisor) && divisor >= 1, "the window is long enough for its sigma");
  return divisor;
}

/**
 * Deviation of the window that ends at `last`, in one pass over differences to the window's first
 * value. Because that value is in the window, its distance to the mean is at most sqrt(n) sigmas:
 * the subtraction loses at most a factor n of precision (5e-14 relative for 20 bars), whatever
 * came before. A spike leaves no trace once it has left the window.
 */
export function windowDeviation(
  values: Float64Array,
  last: number,
  windowBars: number,
  divisor: number,
): number {
  const first = last - windowBars + 1;
  const anchor = values[first];
  // In pairs for speed, as in `windowMean`. A window of one has no pair but may have a NaN.
  let sum = anchor - anchor;
  let otherSum = 0;
  let squares = sum;
  let otherSquares = 0;
  for (let i = last; i > first; i -= 2) {
    const difference = values[i] - anchor;
    const other = values[i - 1] - anchor;
    sum += difference;
    otherSum += other;
    squares += difference * difference;
    otherSquares += other * other;
  }
  sum += otherSum;
  const spread = squares + otherSquares - (sum * sum) / windowBars;
  // Differences too small to square can leave it a hair below zero; NaN must stay NaN.
  return spread < 0 ? 0 : Math.sqrt(spread / divisor);
}

export function rollingDeviationStateLength(windowBars: number): number {
  return slidingWindowLength(windowBars);
}

/** Streaming form of `rollingDeviation`. */
export function rollingDeviationStep(
  state: Float64Array,
  at: number,
  options: DeviationOptions,
  value: number,
): number {
  const { windowBars } = options;
  const divisor = deviationDivisor(options);
  const last = slide(state, at, windowBars, value);
  if (!isWindowFull(state, at, windowBars)) return Number.NaN;
  return windowDeviation(state, last, windowBars, divisor);
}
