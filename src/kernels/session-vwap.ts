import { assert } from "../base/assert.ts";
import type { HighLowClose } from "./true-range.ts";

export interface VwapColumns extends HighLowClose {
  readonly volume: Float64Array;
  /**
   * Which session a bar counts for: any number that changes with each session, NaN for a bar
   * that counts for none. The caller anchors by it: session dates for all bars give a VWAP from
   * 04:00, dates for regular bars only give one from 09:30.
   */
  readonly session: Float64Array;
}

/**
 * Volume-weighted average price since the start of the session, on the typical price
 * (high + low + close) / 3.
 *
 * in    high[n] low[n] close[n] volume[n] session[n]
 * out   vwap[n], price unit; NaN outside sessions and until the first share trades
 * flat  exactly the price
 * gaps  a NaN price or volume makes the rest of that session NaN
 * cost  O(n), allocates nothing. A running weighted mean instead of turnover over volume, so that
 *       the sums of a long day lose no digits
 * src   vwap_from_0400_typical and vwap_rth_typical of the reference vectors
 */
export function sessionVwap(bars: VwapColumns, vwap: Float64Array): void {
  const { high, low, close, volume, session } = bars;
  for (const column of [high, low, volume, session]) {
    assert(column.length === close.length, "columns are equally long");
  }
  assert(vwap.length === close.length, "vwap is as long as close");
  let current = Number.NaN;
  let mean = 0;
  let shares = 0;
  for (let i = 0; i < close.length; i++) {
    if (Number.isNaN(session[i])) {
      vwap[i] = Number.NaN;
      continue;
    }
    const price = typicalPrice(high[i], low[i], close[i]);
    if (session[i] !== current) {
      current = session[i];
      mean = price;
      shares = 0;
    }
    shares += volume[i];
    mean += (price - mean) * weightOf(volume[i], shares);
    vwap[i] = shares === 0 ? Number.NaN : mean;
  }
}

/** (high + low + close) / 3 in a form that gives exactly the price when all three are equal. */
function typicalPrice(high: number, low: number, close: number): number {
  return close + (high - close + (low - close)) / 3;
}

/** Share of the newest bar in the mean; all of it until the first share trades. */
function weightOf(volume: number, shares: number): number {
  return shares === 0 ? 1 : volume / shares;
}

export const sessionVwapStateLength = 4;

/** Streaming form of `sessionVwap`. State: [started, session, mean, shares]. */
export function sessionVwapStep(
  state: Float64Array,
  at: number,
  bar: {
    readonly high: number;
    readonly low: number;
    readonly close: number;
    readonly volume: number;
    readonly session: number;
  },
): number {
  if (Number.isNaN(bar.session)) return Number.NaN;
  const price = typicalPrice(bar.high, bar.low, bar.close);
  if (state[at] === 0 || state[at + 1] !== bar.session) {
    state[at] = 1;
    state[at + 1] = bar.session;
    state[at + 2] = price;
    state[at + 3] = 0;
  }
  const shares = state[at + 3] + bar.volume;
  const mean = state[at + 2] + (price - state[at + 2]) * weightOf(bar.volume, shares);
  state[at + 2] = mean;
  state[at + 3] = shares;
  return shares === 0 ? Number.NaN : mean;
}
