/*
 * What indicators are worth in exact arithmetic, as an independent judge of the kernels: whole
 * numbers of any length, textbook formulas, no sliding anything. A double is a whole multiple of
 * 2^-200 in all tests that use this, so `exact` loses nothing; only `ratio` rounds, once.
 */

const fractionBits = 200n;

/** The value as a whole multiple of 2^-200; throws where it is none. */
export function exact(value: number): bigint {
  return BigInt(value * 2 ** Number(fractionBits));
}

/** Nearest double of numerator / denominator, to the last bit or next to it. */
export function ratio(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  const isNegative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  // Enough digits for a quotient of at least 64 bits.
  const shift = BigInt(Math.max(0, 64 - bitLength(top) + bitLength(bottom)));
  const size = scaledBack(Number((top << shift) / bottom), Number(shift));
  return isNegative ? -size : size;
}

/** A multiple of 2^-200 as a double. */
export function rounded(value: bigint): number {
  return ratio(value, 1n << fractionBits);
}

export function exactMean(values: Float64Array, last: number, windowBars: number): number {
  return ratio(sumOf(windowOf(values, last, windowBars)), BigInt(windowBars) << fractionBits);
}

export function exactDeviation(
  values: Float64Array,
  last: number,
  windowBars: number,
  divisor: number,
): number {
  const { numerator, denominator } = variance(values, last, windowBars, divisor);
  // Root of a fraction with 2^400 below: 2^200 above it gives 100 further bits.
  const root = squareRoot((numerator << 200n) / denominator);
  return ratio(root, 1n << (fractionBits + 100n));
}

/** In units of 2^-400. */
function variance(values: Float64Array, last: number, windowBars: number, divisor: number) {
  const window = windowOf(values, last, windowBars);
  const count = BigInt(windowBars);
  const sum = sumOf(window);
  const squares = window.reduce((total, value) => total + value * value, 0n);
  return { numerator: count * squares - sum * sum, denominator: count * BigInt(divisor) };
}

/** End of the least-squares line, by the normal equations over positions 0..windowBars - 1. */
export function exactLinreg(values: Float64Array, last: number, windowBars: number): number {
  return lineEnd(windowOf(values, last, windowBars), 1n);
}

/** `values` are in units of 2^-200 / unit. */
function lineEnd(values: readonly bigint[], unit: bigint): number {
  const count = BigInt(values.length);
  let positions = 0n;
  let positionSquares = 0n;
  let products = 0n;
  values.forEach((value, index) => {
    const position = BigInt(index);
    positions += position;
    positionSquares += position * position;
    products += position * value;
  });
  const sum = sumOf(values);
  const below = count * positionSquares - positions * positions;
  const slope = count * products - positions * sum;
  // mean + slope (end - mean position), all over count * below.
  const end = sum * below + slope * (count * (count - 1n) - positions);
  return ratio(end, (count * below * unit) << fractionBits);
}

interface HighLowClose {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** TTM momentum: the line through close - ((highest + lowest) / 2 + mean close) / 2. */
export function exactMomentum(bars: HighLowClose, last: number, windowBars: number): number {
  const count = BigInt(windowBars);
  const distances: bigint[] = [];
  for (let at = last - windowBars + 1; at <= last; at++) {
    const first = at - windowBars + 1;
    const highest = exact(Math.max(...bars.high.subarray(first, at + 1)));
    const lowest = exact(Math.min(...bars.low.subarray(first, at + 1)));
    const closes = windowOf(bars.close, at, windowBars);
    const close = closes.at(-1) as bigint;
    distances.push(4n * count * close - count * (highest + lowest) - 2n * sumOf(closes));
  }
  return lineEnd(distances, 4n * count);
}

/** True range in units of 2^-200; without a close before it, high - low. */
export function exactRange(bars: HighLowClose, at: number): bigint {
  const high = exact(bars.high[at] as number);
  const low = exact(bars.low[at] as number);
  if (at === 0) return high - low;
  const close = exact(bars.close[at - 1] as number);
  const size = (value: bigint) => (value < 0n ? -value : value);
  return [size(high - close), size(low - close)].reduce((a, b) => (b > a ? b : a), high - low);
}

/**
 * How (band * sigma)^2 compares with (channel * mean true range)^2: negative inside the channel,
 * 0 on a tie. Both multipliers are multiples of 1/64.
 */
export function exactSqueeze(
  bars: HighLowClose,
  at: { readonly last: number; readonly windowBars: number; readonly divisor: number },
  widths: { readonly band: number; readonly channel: number },
): -1 | 0 | 1 {
  const { last, windowBars, divisor } = at;
  const { numerator, denominator } = variance(bars.close, last, windowBars, divisor);
  let ranges = 0n;
  for (let i = last - windowBars + 1; i <= last; i++) ranges += exactRange(bars, i);
  const band = BigInt(widths.band * 64);
  const channel = BigInt(widths.channel * 64);
  const reach = band * band * numerator * BigInt(windowBars) * BigInt(windowBars);
  const room = channel * channel * ranges * ranges * denominator;
  return reach < room ? -1 : reach > room ? 1 : 0;
}

/**
 * Exponential averages in units of 2^-200, each step rounded there. Leading nulls are skipped.
 * seedBars: the average starts as the mean of so many values; weight is that of a new value.
 */
export function exactAverage(
  values: readonly (bigint | null)[],
  seedBars: number,
  weight: { readonly numerator: number; readonly denominator: number },
): (bigint | null)[] {
  const above = BigInt(weight.numerator);
  const below = BigInt(weight.denominator);
  let seen = 0;
  let seed = 0n;
  let current = 0n;
  return values.map((value) => {
    if (value === null) return null;
    seen++;
    if (seen <= seedBars) {
      seed += value;
      current = seed / BigInt(seedBars);
    } else current += ((value - current) * above) / below;
    return seen < seedBars ? null : current;
  });
}

/** Largest whole root. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((bitLength(value) >> 1) + 1);
  while (true) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function windowOf(values: Float64Array, last: number, windowBars: number): bigint[] {
  return Array.from(values.subarray(last - windowBars + 1, last + 1), exact);
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}

/** value / 2^bits in steps that stay in the range of doubles. */
function scaledBack(value: number, bits: number): number {
  let left = bits;
  while (left > 900) {
    value /= 2 ** 900;
    left -= 900;
  }
  return value / 2 ** left;
}
