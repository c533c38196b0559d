import { assert } from "../base/assert.ts";
import {
  type DeviationOptions,
  deviationDivisor,
  rollingDeviationStateLength,
  windowDeviation,
} from "./rolling-deviation.ts";
import { isWindowFull, slide } from "./sliding-window.ts";
import { windowMean } from "./sma.ts";

export interface BollingerOptions extends DeviationOptions {
  readonly multiplier: number;
}

export interface Bands {
  readonly middle: Float64Array;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/**
 * Bollinger bands: SMA +- multiplier standard deviations.
 *
 * in    close[n]
 * out   middle[n] upper[n] lower[n], price unit; NaN before index `windowBars - 1`
 * flat  all three exactly the price
 * gaps  NaN while a NaN is in the window
 * cost  O(n * windowBars), allocates nothing; path-free like `sma`
 * src   Bollinger; charting platforms and TA-Lib use the population sigma, pandas the sample
 */
export function bollinger(close: Float64Array, options: BollingerOptions, bands: Bands): void {
  const { windowBars, multiplier } = options;
  const divisor = deviationDivisor(options);
  for (const band of [bands.middle, bands.upper, bands.lower]) {
    assert(band.length === close.length, "bands are as long as close");
  }
  bands.middle.fill(Number.NaN);
  bands.upper.fill(Number.NaN);
  bands.lower.fill(Number.NaN);
  for (let i = windowBars - 1; i < close.length; i++) {
    const mean = windowMean(close, i, windowBars);
    const reach = multiplier * windowDeviation(close, i, windowBars, divisor);
    bands.middle[i] = mean;
    bands.upper[i] = mean + reach;
    bands.lower[i] = mean - reach;
  }
}

/** State: the window, then the newest [middle, upper, lower]. */
export function bollingerStateLength(windowBars: number): number {
  return rollingDeviationStateLength(windowBars) + 3;
}

/** Streaming form of `bollinger`; returns the slab index of [middle, upper, lower]. */
export function bollingerStep(
  state: Float64Array,
  at: number,
  options: BollingerOptions,
  close: number,
): number {
  const { windowBars, multiplier } = options;
  const divisor = deviationDivisor(options);
  const out = at + rollingDeviationStateLength(windowBars);
  const last = slide(state, at, windowBars, close);
  if (!isWindowFull(state, at, windowBars)) {
    state.fill(Number.NaN, out, out + 3);
    return out;
  }
  const mean = windowMean(state, last, windowBars);
  const reach = multiplier * windowDeviation(state, last, windowBars, divisor);
  state[out] = mean;
  state[out + 1] = mean + reach;
  state[out + 2] = mean - reach;
  return out;
}
