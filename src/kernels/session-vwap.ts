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
 * flat  the price
 * gaps  a NaN price or volume makes the rest of that session NaN
 * cost  O(n), allocates nothing
 * src   vwap_from_0400_typical and vwap_rth_typical of the reference vectors
 */
export function sessionVwap(bars: VwapColumns, vwap: Float64Array): void {
  const { high, low, close, volume, session } = bars;
  assert(session.length === close.length, "columns are equally long");
  assert(vwap.length === close.length, "vwap is as long as close");
  let current = Number.NaN;
  let turnover = 0;
  let shares = 0;
  for (let i = 0; i < close.length; i++) {
    if (Number.isNaN(session[i])) {
      vwap[i] = Number.NaN;
      continue;
    }
    if (session[i] !== current) {
      current = session[i];
      turnover = 0;
      shares = 0;
    }
    turnover += ((high[i] + low[i] + close[i]) / 3) * volume[i];
    shares += volume[i];
    // 0 / 0 is NaN: no price before the first share.
    vwap[i] = turnover / shares;
  }
}

export const sessionVwapStateLength = 4;

/** Streaming form of `sessionVwap`. State: [started, session, turnover, shares]. */
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
  if (state[at] === 0 || state[at + 1] !== bar.session) {
    state[at] = 1;
    state[at + 1] = bar.session;
    state[at + 2] = 0;
    state[at + 3] = 0;
  }
  state[at + 2] += ((bar.high + bar.low + bar.close) / 3) * bar.volume;
  state[at + 3] += bar.volume;
  return state[at + 2] / state[at + 3];
}
