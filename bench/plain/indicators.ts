/**
 * Indicators as a textbook has them: every bar on its own, every window summed afresh, the mean
 * first and the deviations from it second. Slow, easy to check, and what ours is checked against.
 * A column has NaN where its window is not full yet.
 */

export type Column = Float64Array;

export function movingMean(values: Column, windowBars: number): Column {
  return eachWindow(values, windowBars, meanOf);
}

/** Population form: divided by the number of bars. */
export function movingDeviation(values: Column, windowBars: number): Column {
  return eachWindow(values, windowBars, (all, first, last) => {
    const mean = meanOf(all, first, last);
    let squares = 0;
    for (let i = first; i <= last; i++) squares += (all[i]! - mean) ** 2;
    return Math.sqrt(squares / (last - first + 1));
  });
}

export function movingHighest(values: Column, windowBars: number): Column {
  return eachWindow(values, windowBars, (all, first, last) => {
    let highest = all[first]!;
    for (let i = first + 1; i <= last; i++) highest = Math.max(highest, all[i]!);
    return highest;
  });
}

export function movingLowest(values: Column, windowBars: number): Column {
  return eachWindow(values, windowBars, (all, first, last) => {
    let lowest = all[first]!;
    for (let i = first + 1; i <= last; i++) lowest = Math.min(lowest, all[i]!);
    return lowest;
  });
}

/** End value of the least-squares line: slope = covariance over variance of the positions. */
export function movingLineEnd(values: Column, windowBars: number): Column {
  return eachWindow(values, windowBars, (all, first, last) => {
    const mean = meanOf(all, first, last);
    const middle = (first + last) / 2;
    let products = 0;
    let squares = 0;
    for (let i = first; i <= last; i++) {
      products += (i - middle) * (all[i]! - mean);
      squares += (i - middle) ** 2;
    }
    return mean + (products / squares) * (last - middle);
  });
}

/** Starts at the first value. */
export function exponentialMean(values: Column, windowBars: number): Column {
  const factor = 2 / (windowBars + 1);
  const out = new Float64Array(values.length);
  out[0] = values[0]!;
  for (let i = 1; i < values.length; i++) {
    out[i] = factor * values[i]! + (1 - factor) * out[i - 1]!;
  }
  return out;
}

export function trueRanges(high: Column, low: Column, close: Column): Column {
  const out = new Float64Array(close.length);
  out[0] = high[0]! - low[0]!;
  for (let i = 1; i < close.length; i++) {
    const before = close[i - 1]!;
    out[i] = Math.max(high[i]! - low[i]!, Math.abs(high[i]! - before), Math.abs(low[i]! - before));
  }
  return out;
}

function meanOf(values: Column, first: number, last: number): number {
  let sum = 0;
  for (let i = first; i <= last; i++) sum += values[i]!;
  return sum / (last - first + 1);
}

type WindowValue = (values: Column, first: number, last: number) => number;

/** A window with a NaN in it, as in a warm-up, has the value NaN. */
function eachWindow(values: Column, windowBars: number, measure: WindowValue): Column {
  const out = new Float64Array(values.length).fill(Number.NaN);
  for (let last = windowBars - 1; last < values.length; last++) {
    out[last] = measure(values, last - windowBars + 1, last);
  }
  return out;
}
