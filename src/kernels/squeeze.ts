import { assert } from "../base/assert.ts";
import {
  deviationDivisor,
  rollingDeviationStateLength,
  rollingDeviationStep,
  type SigmaKind,
  windowDeviation,
} from "./rolling-deviation.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";
import { windowMean } from "./sma.ts";
import { type HighLowClose, trueRange, trueRangeStateLength, trueRangeStep } from "./true-range.ts";

/** How tightly the Bollinger bands lie inside the Keltner channels: the PRO form's three widths. */
export const squeezeLevels = ["none", "low", "normal", "high"] as const;

export interface SqueezeWidths {
  /** Bollinger multiplier: 2, or 1.5 in LazyBear's script as published. */
  readonly bandMultiplier: number;
  /** Keltner multipliers of the low, normal and high level, falling: 2.0, 1.5, 1.0. */
  readonly channelMultipliers: readonly [low: number, normal: number, high: number];
}

export interface SqueezeOptions extends SqueezeWidths {
  readonly windowBars: number;
  readonly sigma: SigmaKind;
}

/**
 * Squeeze level: Bollinger bands inside Keltner channels, both around the same SMA, which makes
 * the test `bandMultiplier * sigma < channelMultiplier * SMA(true range)`.
 *
 * in    high[n] low[n] close[n]; range[n] is scratch and holds the true range afterwards
 * out   level[n]: 0 none, 1 low, 2 normal, 3 high; NaN before index `windowBars - 1`
 * flat  0: with no movement at all there is nothing to release (0 < 0 is false)
 * gaps  NaN while a NaN is in the window or the close before it
 * cost  O(n * windowBars), allocates nothing; path-free once the first bar, whose range is not a
 *       true one, has left the window. On an exact tie the last bits decide, the same way always
 * src   Carter, Mastering the Trade; pandas-ta squeeze_pro; squeeze_on_pop, squeeze_on_samp
 */
export function squeeze(
  bars: HighLowClose,
  options: SqueezeOptions,
  out: { readonly range: Float64Array; readonly level: Float64Array },
): void {
  const { windowBars } = options;
  const divisor = deviationDivisor(options);
  assert(out.level.length === bars.close.length, "level is as long as close");
  trueRange(bars, "high-low", out.range);
  out.level.fill(Number.NaN);
  for (let i = windowBars - 1; i < out.level.length; i++) {
    const sigma = windowDeviation(bars.close, i, windowBars, divisor);
    out.level[i] = squeezeLevelOf(sigma, windowMean(out.range, i, windowBars), options);
  }
}

/** Level 0..3 of one bar from its deviation and its average range; NaN in, NaN out. */
export function squeezeLevelOf(sigma: number, averageRange: number, options: SqueezeWidths) {
  if (Number.isNaN(sigma) || Number.isNaN(averageRange)) return Number.NaN;
  const { bandMultiplier, channelMultipliers } = options;
  const reach = bandMultiplier * sigma;
  // By index: taking the three apart would run the array's iterator for every bar.
  if (reach < channelMultipliers[2] * averageRange) return 3;
  if (reach < channelMultipliers[1] * averageRange) return 2;
  return reach < channelMultipliers[0] * averageRange ? 1 : 0;
}

export function squeezeStateLength(windowBars: number): number {
  return (
    rollingDeviationStateLength(windowBars) + trueRangeStateLength + slidingWindowLength(windowBars)
  );
}

/** Streaming form of `squeeze`. */
export function squeezeStep(
  state: Float64Array,
  at: number,
  options: SqueezeOptions,
  bar: { readonly high: number; readonly low: number; readonly close: number },
): number {
  const { windowBars } = options;
  const rangeAt = at + rollingDeviationStateLength(windowBars);
  const rangesAt = rangeAt + trueRangeStateLength;
  const sigma = rollingDeviationStep(state, at, options, bar.close);
  const range = trueRangeStep(state, rangeAt, "high-low", bar);
  const last = slide(state, rangesAt, windowBars, range);
  if (!isWindowFull(state, rangesAt, windowBars)) return Number.NaN;
  return squeezeLevelOf(sigma, windowMean(state, last, windowBars), options);
}
