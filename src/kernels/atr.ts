import { assert } from "../base/assert.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";
import { sma, windowMean } from "./sma.ts";
import {
  type FirstRange,
  type HighLowClose,
  trueRange,
  trueRangeStateLength,
  trueRangeStep,
} from "./true-range.ts";

/** simple: SMA of true range (thinkorswim Keltner); wilder: Wilder's own smoothing (TA-Lib ATR). */
export type AtrSmoothing = "simple" | "wilder";

export interface AtrOptions {
  readonly windowBars: number;
  readonly smoothing: AtrSmoothing;
  readonly firstRange: FirstRange;
}

/**
 * Average true range.
 *
 * in    high[n] low[n] close[n]
 * out   range[n], price unit; NaN before index windowBars - 1 (first range high-low) or
 *       windowBars (first range missing)
 * flat  0
 * gaps  simple: NaN while a NaN is in the window or the close before it; wilder: NaN for ever
 *       after
 * cost  simple O(n * windowBars), wilder O(n); allocates nothing. simple is path-free once the
 *       first bar, whose range is not a true one, has left the window
 * src   Wilder 1978; atr_20_sma_*, atr_14_wilder_* of the reference vectors. TA-Lib and TTR are
 *       wilder + missing; TradingView, Tulip and trading-signals are wilder + high-low;
 *       indicatorts' "atr" is simple
 */
export function atr(bars: HighLowClose, options: AtrOptions, range: Float64Array): void {
  const { windowBars, smoothing, firstRange } = options;
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  trueRange(bars, firstRange, range);
  if (smoothing === "simple") sma(range, windowBars, range);
  else smoothByWilder(range, windowBars, firstRange === "missing" ? 1 : 0);
}

/** In place: the mean of the first window, then mean += (value - mean) / windowBars. */
function smoothByWilder(range: Float64Array, windowBars: number, first: number): void {
  let current = 0;
  for (let i = first; i < range.length; i++) {
    const seen = i - first + 1;
    current += (range[i] - current) / Math.min(seen, windowBars);
    range[i] = seen < windowBars ? Number.NaN : current;
  }
}

export function atrStateLength(options: AtrOptions): number {
  const { windowBars, smoothing } = options;
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  return trueRangeStateLength + (smoothing === "simple" ? slidingWindowLength(windowBars) : 2);
}

/** Streaming form of `atr`. */
export function atrStep(
  state: Float64Array,
  at: number,
  options: AtrOptions,
  bar: { readonly high: number; readonly low: number; readonly close: number },
): number {
  const { windowBars, smoothing, firstRange } = options;
  const isFirst = state[at] === 0;
  const range = trueRangeStep(state, at, firstRange, bar);
  const inner = at + trueRangeStateLength;
  if (smoothing === "simple") {
    const last = slide(state, inner, windowBars, range);
    return isWindowFull(state, inner, windowBars)
      ? windowMean(state, last, windowBars)
      : Number.NaN;
  }
  if (isFirst && firstRange === "missing") return Number.NaN;
  const seen = state[inner] + 1;
  state[inner] = seen;
  state[inner + 1] += (range - state[inner + 1]) / Math.min(seen, windowBars);
  return seen < windowBars ? Number.NaN : state[inner + 1];
}
