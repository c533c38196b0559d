import { assert } from "../base/assert.ts";
import type { Bar } from "../domain/bars.ts";

/**
 * 0  certainly no signal at this bar, and none at the bar before
 * 1  a signal goes on or may have ended: what is stored of it is out of date
 * 2  a signal may have begun at this bar: judge it
 */
export type ScreenAnswer = 0 | 1 | 2;

/** Memory of many series in one piece, as doubles and as floats of half their size. */
export interface ScreenSlab {
  readonly doubles: Float64Array;
  /** The same bytes: two floats for each double. */
  readonly floats: Float32Array;
}

/**
 * A cheap look at each new bar that leaves out the series in which certainly nothing happened.
 * It is for the default dialect and parameters, and it errs on one side only: whenever
 * `evaluate` finds a signal whose word, direction or onset the bar before did not have, the
 * answer is 2; whenever there is a signal at this bar or the one before, it is at least 1.
 */
export interface ScannerScreen {
  /** Doubles of a slab that a series takes; zeros mean that nothing was seen yet. */
  readonly stateLength: number;
  /**
   * Bars to read at the start, after which the answers keep the promise. A series that has
   * fewer is read from its first bar.
   */
  readonly warmupBars: number;
  /** Intraday: with bars of fewer sessions before today there is no signal, whatever the bars. */
  readonly sessionsMin?: number;
  /** Takes the next bar of the series whose state begins at the double `at`. */
  step(slab: ScreenSlab, at: number, bar: Bar): ScreenAnswer;
}

export function allocateSlab(doubleCount: number): ScreenSlab {
  assert(Number.isInteger(doubleCount) && doubleCount >= 0, "a slab has a count of doubles");
  const doubles = new Float64Array(doubleCount);
  return { doubles, floats: new Float32Array(doubles.buffer) };
}
