import { assert } from "../base/assert.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";
import { windowMean } from "./sma.ts";

/**
 * Time-of-day relative volume: a bar's volume over the mean of the same slot of the day in the
 * last `sessions` sessions that had the slot, the current bar left out.
 *
 * in    volume[n] slot[n]; slot is the bar's place in its day, such as minutes since midnight
 *       New York, a whole number in 0..slotCount - 1; NaN for a bar that is not compared
 * out   ratio[n], 1 = as usual; NaN until the slot was seen `sessions` times before
 * flat  1; NaN when the usual volume is 0
 * gaps  a NaN volume gives NaN at its bar and while it is among the compared bars
 * cost  O(n * sessions); state slotCount * slidingWindowLength(sessions) doubles
 * src   TradingView "relative volume at time" (same bar of the last 10 days)
 */
export function relativeVolume(
  bars: { readonly volume: Float64Array; readonly slot: Float64Array },
  options: RelativeVolumeOptions,
  ratio: Float64Array,
): void {
  const { volume, slot } = bars;
  assert(slot.length === volume.length, "columns are equally long");
  assert(ratio.length === volume.length, "ratio is as long as volume");
  const state = new Float64Array(relativeVolumeStateLength(options));
  for (let i = 0; i < volume.length; i++) {
    ratio[i] = relativeVolumeStep(state, 0, options, { volume: volume[i], slot: slot[i] });
  }
}

export interface RelativeVolumeOptions {
  readonly sessions: number;
  readonly slotCount: number;
}

export function relativeVolumeStateLength(options: RelativeVolumeOptions): number {
  const { sessions, slotCount } = options;
  assert(Number.isInteger(slotCount) && slotCount >= 1, "slotCount is a whole number >= 1");
  return slotCount * slidingWindowLength(sessions);
}

/** Streaming form of `relativeVolume`; the batch form is a loop over it. */
export function relativeVolumeStep(
  state: Float64Array,
  at: number,
  options: RelativeVolumeOptions,
  bar: { readonly volume: number; readonly slot: number },
): number {
  const { sessions, slotCount } = options;
  if (Number.isNaN(bar.slot)) return Number.NaN;
  const isSlot = Number.isInteger(bar.slot) && bar.slot >= 0 && bar.slot < slotCount;
  assert(isSlot, `slot ${bar.slot} is a whole number below ${slotCount}`);
  // Whole to the engine too, as in `slide`.
  const slotAt = at + (bar.slot | 0) * slidingWindowLength(sessions);
  const isReady = isWindowFull(state, slotAt, sessions);
  const newest = slotAt + (state[slotAt] | 0);
  const usual = isReady ? windowMean(state, newest, sessions) : Number.NaN;
  slide(state, slotAt, sessions, bar.volume);
  return usual === 0 ? Number.NaN : bar.volume / usual;
}

/**
 * The ratio at the bar `last` alone, found by walking back through equal slots; NaN when there
 * are fewer than `sessions` of them in first..last. Equals `relativeVolume` on the same bars.
 */
export function relativeVolumeAt(
  bars: { readonly volume: Float64Array; readonly slot: Float64Array },
  range: { readonly first: number; readonly last: number },
  sessions: number,
  scratch: Float64Array,
): number {
  const { volume, slot } = bars;
  assert(Number.isInteger(sessions) && sessions >= 1, "sessions is a whole number >= 1");
  assert(scratch.length >= sessions, "scratch has room for the volumes of all sessions");
  const wanted = slot[range.last];
  let found = 0;
  // Filled from the back, so that the window reads oldest first, as the streaming form does.
  for (let i = range.last - 1; i >= range.first && found < sessions; i--) {
    if (slot[i] === wanted) scratch[sessions - 1 - found++] = volume[i];
  }
  if (found < sessions) return Number.NaN;
  const usual = windowMean(scratch, sessions - 1, sessions);
  return usual === 0 ? Number.NaN : volume[range.last] / usual;
}
