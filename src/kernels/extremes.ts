import { assert } from "../base/assert.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";

/**
 * Highest value of the last `windowBars` bars, the current one included.
 *
 * in    values[n]
 * out   highest[n], same unit; NaN before index `windowBars - 1`
 * flat  the value
 * gaps  NaN while a NaN is in the window
 * cost  O(n) on ordinary data: the window is searched again only when its extreme leaves it.
 *       Of 0 and -0, which compare equal, the newer one counts, in every form alike
 * src   textbook; equals TA-Lib MAX
 */
export function highest(values: Float64Array, windowBars: number, highest: Float64Array): void {
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  assert(highest.length === values.length, "highest is as long as values");
  let extremeAt = -1;
  for (let i = 0; i < values.length; i++) {
    // NaN >= x is false, so the second test lets a NaN take over; it stays until it leaves.
    const isNew = values[i] >= values[extremeAt] || Number.isNaN(values[i]);
    if (isNew && extremeAt >= 0) extremeAt = i;
    else if (extremeAt <= i - windowBars || extremeAt < 0) {
      extremeAt = highestIndex(values, Math.max(0, i - windowBars + 1), i);
    }
    highest[i] = i < windowBars - 1 ? Number.NaN : values[extremeAt];
  }
}

/**
 * Lowest value of the last `windowBars` bars, the current one included.
 *
 * in    values[n]
 * out   lowest[n], same unit; NaN before index `windowBars - 1`
 * flat  the value
 * gaps  NaN while a NaN is in the window
 * cost  as `highest`
 * src   textbook; equals TA-Lib MIN
 */
export function lowest(values: Float64Array, windowBars: number, lowest: Float64Array): void {
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  assert(lowest.length === values.length, "lowest is as long as values");
  let extremeAt = -1;
  for (let i = 0; i < values.length; i++) {
    const isNew = values[i] <= values[extremeAt] || Number.isNaN(values[i]);
    if (isNew && extremeAt >= 0) extremeAt = i;
    else if (extremeAt <= i - windowBars || extremeAt < 0) {
      extremeAt = lowestIndex(values, Math.max(0, i - windowBars + 1), i);
    }
    lowest[i] = i < windowBars - 1 ? Number.NaN : values[extremeAt];
  }
}

/** Highest value of the window that ends at `last`; NaN when one is in it. */
export function windowHighest(values: Float64Array, last: number, windowBars: number): number {
  let extreme = Number.NEGATIVE_INFINITY;
  for (let i = last - windowBars + 1; i <= last; i++) {
    // Once it is NaN it stays: x >= NaN is false.
    if (values[i] >= extreme || Number.isNaN(values[i])) extreme = values[i];
  }
  return extreme;
}

/** Lowest value of the window that ends at `last`; NaN when one is in it. */
export function windowLowest(values: Float64Array, last: number, windowBars: number): number {
  let extreme = Number.POSITIVE_INFINITY;
  for (let i = last - windowBars + 1; i <= last; i++) {
    if (values[i] <= extreme || Number.isNaN(values[i])) extreme = values[i];
  }
  return extreme;
}

export function extremeStateLength(windowBars: number): number {
  return slidingWindowLength(windowBars);
}

/** Streaming form of `highest`. */
export function highestStep(
  state: Float64Array,
  at: number,
  windowBars: number,
  value: number,
): number {
  const last = slide(state, at, windowBars, value);
  return isWindowFull(state, at, windowBars) ? windowHighest(state, last, windowBars) : Number.NaN;
}

/** Streaming form of `lowest`. */
export function lowestStep(
  state: Float64Array,
  at: number,
  windowBars: number,
  value: number,
): number {
  const last = slide(state, at, windowBars, value);
  return isWindowFull(state, at, windowBars) ? windowLowest(state, last, windowBars) : Number.NaN;
}

/** Index of the newest highest value in first..last, or of the newest NaN if there is one. */
export function highestIndex(values: Float64Array, first: number, last: number): number {
  let found = first;
  for (let i = first + 1; i <= last; i++) {
    if (values[i] >= values[found] || Number.isNaN(values[i])) found = i;
  }
  return found;
}

/** Index of the newest lowest value in first..last, or of the newest NaN if there is one. */
export function lowestIndex(values: Float64Array, first: number, last: number): number {
  let found = first;
  for (let i = first + 1; i <= last; i++) {
    if (values[i] <= values[found] || Number.isNaN(values[i])) found = i;
  }
  return found;
}
