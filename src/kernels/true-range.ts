import { assert } from "../base/assert.ts";

/** The first bar has no previous close: its range is high - low, or missing as in TA-Lib. */
export type FirstRange = "high-low" | "missing";

export interface HighLowClose {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/**
 * True range: the largest of high - low, |high - previous close|, |low - previous close|.
 *
 * in    high[n] low[n] close[n]
 * out   range[n], price unit; index 0 by `firstRange`
 * flat  0
 * gaps  NaN where high, low or the close before is NaN
 * cost  O(n), allocates nothing
 * src   Wilder 1978; tr_first_hl (pandas, TradingView) and tr_first_nan (TA-Lib, TTR)
 */
export function trueRange(bars: HighLowClose, firstRange: FirstRange, range: Float64Array): void {
  const { high, low, close } = bars;
  assert(high.length === close.length && low.length === close.length, "columns are equally long");
  assert(range.length === close.length, "range is as long as the columns");
  if (close.length === 0) return;
  range[0] = firstRange === "high-low" ? high[0] - low[0] : Number.NaN;
  for (let i = 1; i < close.length; i++) range[i] = trueRangeOf(high[i], low[i], close[i - 1]);
}

/** True range of one bar. Math.max keeps a NaN. */
export function trueRangeOf(high: number, low: number, previousClose: number): number {
  return Math.max(high - low, Math.abs(high - previousClose), Math.abs(low - previousClose));
}

export const trueRangeStateLength = 2;

/** Streaming form of `trueRange`. State: [bars seen, previous close]. */
export function trueRangeStep(
  state: Float64Array,
  at: number,
  firstRange: FirstRange,
  bar: { readonly high: number; readonly low: number; readonly close: number },
): number {
  const isFirst = state[at] === 0;
  const previousClose = state[at + 1];
  state[at] = 1;
  state[at + 1] = bar.close;
  if (!isFirst) return trueRangeOf(bar.high, bar.low, previousClose);
  return firstRange === "high-low" ? bar.high - bar.low : Number.NaN;
}
