import { assert } from "../base/assert.ts";

/** first-volume: starts at the first bar's volume (TA-Lib, TTR); zero: starts at 0 (Tulip). */
export type ObvStart = "first-volume" | "zero";

/**
 * On-balance volume: volume added on a higher close, taken off on a lower one.
 *
 * in    close[n] volume[n]
 * out   obv[n], shares
 * flat  stays at its start
 * gaps  a NaN price or volume makes every later value NaN; fill gaps first
 * cost  O(n), allocates nothing
 * src   Granville; obv_start_vol0 and obv_start_0 of the reference vectors
 */
export function obv(
  bars: { readonly close: Float64Array; readonly volume: Float64Array },
  start: ObvStart,
  obv: Float64Array,
): void {
  const { close, volume } = bars;
  assert(volume.length === close.length, "columns are equally long");
  assert(obv.length === close.length, "obv is as long as close");
  if (close.length === 0) return;
  let total = start === "first-volume" ? volume[0] : 0 * volume[0];
  obv[0] = total + 0 * close[0];
  for (let i = 1; i < close.length; i++) {
    total += signedVolume(close[i] - close[i - 1], volume[i]);
    obv[i] = total;
  }
}

/** Math.sign keeps a NaN move. */
function signedVolume(move: number, volume: number): number {
  return Math.sign(move) * volume;
}

export const obvStateLength = 3;

/** Streaming form of `obv`. State: [bars seen, previous close, total]. */
export function obvStep(
  state: Float64Array,
  at: number,
  start: ObvStart,
  bar: { readonly close: number; readonly volume: number },
): number {
  if (state[at] === 0) state[at + 2] = start === "first-volume" ? bar.volume : 0 * bar.volume;
  else state[at + 2] += signedVolume(bar.close - state[at + 1], bar.volume);
  const isFirst = state[at] === 0;
  state[at] = 1;
  state[at + 1] = bar.close;
  return isFirst ? state[at + 2] + 0 * bar.close : state[at + 2];
}
