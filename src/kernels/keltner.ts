import { assert } from "../base/assert.ts";
import { type AtrOptions, atr, atrStateLength, atrStep } from "./atr.ts";
import type { Bands } from "./bollinger.ts";
import { type EmaSeed, ema, emaStateLength, emaStep } from "./ema.ts";
import { sma, smaStateLength, smaStep } from "./sma.ts";
import type { HighLowClose } from "./true-range.ts";

export interface KeltnerOptions extends AtrOptions {
  readonly multiplier: number;
  /** sma: thinkorswim and LazyBear; an exponential average: many other platforms. */
  readonly basis: "sma" | `ema-seeded-${EmaSeed}`;
}

/**
 * Keltner channels: a moving average of the close +- multiplier average true ranges.
 *
 * in    high[n] low[n] close[n]
 * out   middle[n] upper[n] lower[n], price unit; middle NaN while the basis is NaN, upper and
 *       lower also while `atr` is NaN
 * flat  all three exactly the price
 * gaps  middle as the basis, upper and lower as the basis and `atr` together
 * cost  O(n * windowBars), allocates nothing
 * src   kc_20_1p5_sma_* and kc_20_1p5_ema_* of the reference vectors: both with the simple mean
 *       of true ranges, the first one high - low; the ema one with ema-seeded-sma
 */
export function keltner(bars: HighLowClose, options: KeltnerOptions, bands: Bands): void {
  const { windowBars, multiplier, basis } = options;
  const { middle, upper, lower } = bands;
  assert(upper.length === bars.close.length, "bands are as long as close");
  if (basis === "sma") sma(bars.close, windowBars, middle);
  else ema(bars.close, { windowBars, seed: seedOf(basis) }, middle);
  atr(bars, options, lower);
  for (let i = 0; i < middle.length; i++) {
    const reach = multiplier * lower[i];
    upper[i] = middle[i] + reach;
    lower[i] = middle[i] - reach;
  }
}

/** State: ATR, basis, then the newest [middle, upper, lower]. */
export function keltnerStateLength(options: KeltnerOptions): number {
  return atrStateLength(options) + basisStateLength(options) + 3;
}

/** Streaming form of `keltner`; returns the slab index of [middle, upper, lower]. */
export function keltnerStep(
  state: Float64Array,
  at: number,
  options: KeltnerOptions,
  bar: { readonly high: number; readonly low: number; readonly close: number },
): number {
  const { windowBars, multiplier, basis } = options;
  const basisAt = at + atrStateLength(options);
  const out = basisAt + basisStateLength(options);
  const reach = multiplier * atrStep(state, at, options, bar);
  const middle =
    basis === "sma"
      ? smaStep(state, basisAt, windowBars, bar.close)
      : emaStep(state, basisAt, { windowBars, seed: seedOf(basis) }, bar.close);
  state[out] = middle;
  state[out + 1] = middle + reach;
  state[out + 2] = middle - reach;
  return out;
}

function basisStateLength(options: KeltnerOptions): number {
  return options.basis === "sma" ? smaStateLength(options.windowBars) : emaStateLength;
}

function seedOf(basis: Exclude<KeltnerOptions["basis"], "sma">): EmaSeed {
  return basis === "ema-seeded-sma" ? "sma" : "first-value";
}
