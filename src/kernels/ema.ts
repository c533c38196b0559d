import { assert } from "../base/assert.ts";

/**
 * first-value  starts at the first input (pandas `ewm(adjust=False)`, Tulip, trading-signals)
 * sma          starts at the mean of the first `windowBars` inputs (TA-Lib default, TTR)
 */
export type EmaSeed = "first-value" | "sma";

export interface EmaOptions {
  readonly windowBars: number;
  readonly seed: EmaSeed;
}

/**
 * Exponential moving average with factor 2 / (windowBars + 1).
 *
 * in    values[n]; leading NaNs are skipped, so a column with a warm-up can be smoothed again
 * out   mean[n], same unit; NaN before the seed: the first value, or `windowBars` of them
 * flat  exactly the value
 * gaps  a NaN after the first value makes every later value NaN; fill gaps first
 * cost  O(n), allocates nothing. The seed's weight fades by (windowBars-1)/(windowBars+1) a bar
 * src   ema_20_seed_first and ema_20_seed_sma of the reference vectors
 */
export function ema(values: Float64Array, options: EmaOptions, mean: Float64Array): void {
  const { windowBars, seed } = options;
  assert(Number.isInteger(windowBars) && windowBars >= 1, "windowBars is a whole number >= 1");
  assert(mean.length === values.length, "mean is as long as values");
  const seedBars = seed === "sma" ? windowBars : 1;
  const factor = 2 / (windowBars + 1);
  let seen = 0;
  let current = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (seen === 0 && Number.isNaN(value)) {
      mean[i] = Number.NaN;
      continue;
    }
    seen++;
    current = emaNext(current, value, seen, seedBars, factor);
    mean[i] = seen < seedBars ? Number.NaN : current;
  }
}

/**
 * The average after one more value. While it is being seeded, `current` is the running mean of
 * the values so far; `seen` counts this value too.
 */
export function emaNext(
  current: number,
  value: number,
  seen: number,
  seedBars: number,
  factor: number,
): number {
  return current + (value - current) * (seen <= seedBars ? 1 / seen : factor);
}

export const emaStateLength = 2;

/** Streaming form of `ema`. State: [values seen, current mean]. */
export function emaStep(
  state: Float64Array,
  at: number,
  options: EmaOptions,
  value: number,
): number {
  if (state[at] === 0 && Number.isNaN(value)) return Number.NaN;
  const seedBars = options.seed === "sma" ? options.windowBars : 1;
  const seen = state[at] + 1;
  const current = emaNext(state[at + 1], value, seen, seedBars, 2 / (options.windowBars + 1));
  state[at] = seen;
  state[at + 1] = current;
  return seen < seedBars ? Number.NaN : current;
}
