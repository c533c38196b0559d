import { assert } from "../base/assert.ts";

/*
 * The newest values of a stream, kept contiguous inside a slab of doubles that the caller owns,
 * so that the streaming form of a kernel runs the very same window function over them as the
 * batch form runs over its column. Equal code on equal doubles gives equal bits.
 *
 * Layout at `at`: [used, value, value, ...]. Zeros mean "empty", so a fresh slab needs no set-up.
 * When the room is used up the newest values move to the front: O(1) a push on average.
 */

/** Doubles that a sliding window of `windowBars` takes in a slab. */
export function slidingWindowLength(windowBars: number): number {
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  return 1 + windowBars + slackBars(windowBars);
}

/** Adds a value and returns its index in the slab; older values lie directly before it. */
export function slide(state: Float64Array, at: number, windowBars: number, value: number): number {
  // Whole to the engine too: an index that is a double, as it comes out of the slab, would make
  // every loop over the window count in doubles, here and in the batch forms that share the loop.
  let used = state[at] | 0;
  if (used === windowBars + slackBars(windowBars)) {
    const kept = windowBars - 1;
    state.copyWithin(at + 1, at + 1 + used - kept, at + 1 + used);
    used = kept;
  }
  state[at + 1 + used] = value;
  state[at] = used + 1;
  return at + 1 + used;
}

/** True once `windowBars` values are there. */
export function isWindowFull(state: Float64Array, at: number, windowBars: number): boolean {
  return state[at] >= windowBars;
}

/** Half a window of room to move costs a third more memory and makes moving rare. */
function slackBars(windowBars: number): number {
  return Math.max(4, windowBars >> 1);
}
