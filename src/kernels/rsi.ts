import { assert } from "../base/assert.ts";

/**
 * Wilder RSI, 0..100.
 *
 * in    close[n]
 * out   rsiPct[n]; NaN before index `windowBars`
 * flat  50 while nothing has moved yet; bars without a move keep the value before them
 * gaps  a NaN price makes every later value NaN; fill gaps first
 * cost  O(n), allocates nothing
 * src   Wilder 1978; rsi_14_wilder of the reference vectors (TA-Lib, TTR, Tulip)
 */
export function rsi(close: Float64Array, windowBars: number, rsiPct: Float64Array): void {
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  assert(rsiPct.length === close.length, "rsiPct is as long as close");
  rsiPct.fill(Number.NaN);
  let gain = 0;
  let loss = 0;
  for (let i = 1; i < close.length; i++) {
    const move = close[i] - close[i - 1];
    // The first window is a plain mean; after that Wilder's smoothing takes over.
    const weight = 1 / Math.min(i, windowBars);
    gain += (Math.max(move, 0) - gain) * weight;
    loss += (Math.max(-move, 0) - loss) * weight;
    if (i >= windowBars) rsiPct[i] = rsiPctOf(gain, loss);
  }
}

/** Dividing first keeps it in 0..100: (100 * gain) / gain can round to more than 100. */
function rsiPctOf(gain: number, loss: number): number {
  return gain + loss === 0 ? 50 : 100 * (gain / (gain + loss));
}

export const rsiStateLength = 4;

/** Streaming form of `rsi`. State: [bars seen, previous close, mean gain, mean loss]. */
export function rsiStep(
  state: Float64Array,
  at: number,
  windowBars: number,
  close: number,
): number {
  const seen = state[at];
  const move = close - state[at + 1];
  state[at] = seen + 1;
  state[at + 1] = close;
  if (seen === 0) return Number.NaN;
  const weight = 1 / Math.min(seen, windowBars);
  state[at + 2] += (Math.max(move, 0) - state[at + 2]) * weight;
  state[at + 3] += (Math.max(-move, 0) - state[at + 3]) * weight;
  return seen < windowBars ? Number.NaN : rsiPctOf(state[at + 2], state[at + 3]);
}
