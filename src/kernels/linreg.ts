import { assert } from "../base/assert.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";

/**
 * End value of the least-squares line through the last `windowBars` values (thinkScript Inertia,
 * Pine `ta.linreg(x, n, 0)`, TA-Lib LINEARREG).
 *
 * in    values[n]
 * out   end[n], same unit; NaN before index `windowBars - 1`
 * flat  exactly the value
 * gaps  NaN while a NaN is in the window
 * cost  O(n * windowBars), allocates nothing; path-free like `sma`
 * src   closed form of ordinary least squares; linreg_20_close of the reference vectors
 */
export function linreg(values: Float64Array, windowBars: number, end: Float64Array): void {
  assert(Number.isInteger(windowBars) && windowBars >= 2, "windowBars is a whole number >= 2");
  assert(end.length === values.length, "end is as long as values");
  for (let i = values.length - 1; i >= windowBars - 1; i--) {
    end[i] = windowLinreg(values, i, windowBars);
  }
  end.fill(Number.NaN, 0, Math.min(windowBars - 1, end.length));
}

/** End value of the line through the window that ends at `last`. */
export function windowLinreg(values: Float64Array, last: number, windowBars: number): number {
  const first = last - windowBars + 1;
  const anchor = values[first];
  // In pairs for speed, as in `windowMean`.
  let sum = 0;
  let otherSum = 0;
  let moment = 0;
  let otherMoment = 0;
  // Positions are counted from the window's middle, so that slope and mean do not mix.
  let position = (windowBars - 1) / 2;
  for (let i = last; i > first; i -= 2) {
    const difference = values[i] - anchor;
    const other = values[i - 1] - anchor;
    sum += difference;
    otherSum += other;
    moment += position * difference;
    otherMoment += (position - 1) * other;
    position -= 2;
  }
  // Sum of squared positions is n(n^2 - 1)/12; the last position is (n - 1)/2.
  const rise = (6 * (moment + otherMoment)) / (windowBars * (windowBars + 1));
  return anchor + ((sum + otherSum) / windowBars + rise);
}

export function linregStateLength(windowBars: number): number {
  assert(windowBars >= 2, "a line needs windowBars >= 2");
  return slidingWindowLength(windowBars);
}

/** Streaming form of `linreg`. */
export function linregStep(
  state: Float64Array,
  at: number,
  windowBars: number,
  value: number,
): number {
  const last = slide(state, at, windowBars, value);
  return isWindowFull(state, at, windowBars) ? windowLinreg(state, last, windowBars) : Number.NaN;
}
