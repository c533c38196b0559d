import { assert } from "../base/assert.ts";
import { ema, emaStateLength, emaStep } from "./ema.ts";

/**
 * first-value  every average starts at its first input (pandas `ewm(adjust=False)`)
 * sma-each     every average starts at its own SMA (TTR, technicalindicators)
 * talib        as sma-each, but the fast average is delayed so that both start at the same bar
 */
export type MacdSeed = "first-value" | "sma-each" | "talib";

export interface MacdOptions {
  readonly fastBars: number;
  readonly slowBars: number;
  readonly signalBars: number;
  readonly seed: MacdSeed;
}

export interface MacdColumns {
  readonly macd: Float64Array;
  readonly signal: Float64Array;
  readonly histogram: Float64Array;
}

/**
 * Moving average convergence/divergence: EMA fast - EMA slow, its EMA, and their difference.
 *
 * in    close[n]; leading NaNs are skipped
 * out   macd[n] signal[n] histogram[n], price unit; with first-value all from index 0, else
 *       macd NaN before slowBars - 1, signal and histogram before slowBars + signalBars - 2
 * flat  exactly 0
 * gaps  a NaN after the first price makes every later value NaN; fill gaps first
 * cost  O(n), allocates nothing. Seeds fade: 0.85 % of EMA26's seed is left after 63 bars,
 *       5e-9 after 250
 * src   Appel; macd_ewm, macd_sma_seed_each, macd_talib of the reference vectors
 */
export function macd(close: Float64Array, options: MacdOptions, out: MacdColumns): void {
  const { fastBars, slowBars, signalBars, seed } = options;
  assert(fastBars < slowBars, "fastBars < slowBars");
  for (const column of [out.macd, out.signal, out.histogram]) {
    assert(column.length === close.length, "output columns are as long as close");
  }
  const emaSeed = seed === "first-value" ? "first-value" : "sma";
  const delayBars = seed === "talib" ? slowBars - fastBars : 0;
  const delay = Math.min(firstPrice(close) + delayBars, close.length);
  out.macd.fill(Number.NaN, 0, delay);
  ema(close.subarray(delay), { windowBars: fastBars, seed: emaSeed }, out.macd.subarray(delay));
  ema(close, { windowBars: slowBars, seed: emaSeed }, out.signal);
  for (let i = 0; i < close.length; i++) out.macd[i] -= out.signal[i];
  ema(out.macd, { windowBars: signalBars, seed: emaSeed }, out.signal);
  for (let i = 0; i < close.length; i++) out.histogram[i] = out.macd[i] - out.signal[i];
}

/** Index of the first price; the length where there is none. */
function firstPrice(close: Float64Array): number {
  let first = 0;
  while (first < close.length && Number.isNaN(close[first])) first++;
  return first;
}

/** State: [prices seen], fast, slow and signal averages, then [macd, signal, histogram]. */
export const macdStateLength = 1 + 3 * emaStateLength + 3;

/** Streaming form of `macd`; returns the slab index of [macd, signal, histogram]. */
export function macdStep(
  state: Float64Array,
  at: number,
  options: MacdOptions,
  close: number,
): number {
  const { fastBars, slowBars, signalBars, seed } = options;
  const emaSeed = seed === "first-value" ? "first-value" : "sma";
  const delayBars = seed === "talib" ? slowBars - fastBars : 0;
  const fastAt = at + 1;
  const slowAt = fastAt + emaStateLength;
  const signalAt = slowAt + emaStateLength;
  const out = signalAt + emaStateLength;
  if (state[at] > 0 || !Number.isNaN(close)) state[at]++;
  const fast =
    state[at] > delayBars
      ? emaStep(state, fastAt, { windowBars: fastBars, seed: emaSeed }, close)
      : Number.NaN;
  const slow = emaStep(state, slowAt, { windowBars: slowBars, seed: emaSeed }, close);
  state[out] = fast - slow;
  const signalOptions = { windowBars: signalBars, seed: emaSeed } as const;
  state[out + 1] = emaStep(state, signalAt, signalOptions, state[out]);
  state[out + 2] = state[out] - state[out + 1];
  return out;
}
