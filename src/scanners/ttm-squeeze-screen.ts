import { trueRangeOf } from "../kernels/true-range.ts";
import type { ScannerScreen, ScreenAnswer } from "./screen.ts";

export interface TtmSqueezeFacts {
  readonly windowBars: number;
  readonly fireWindowBars: number;
  readonly historyBars: number;
  /** Fewer bars are no verdict. */
  readonly verdictBars: number;
  readonly bandMultiplier: number;
  /** Of the normal level: the squeeze is on from there. */
  readonly channelMultiplier: number;
}

const off = 0;
const on = 1;
const unsure = 2;

/**
 * Floats carry 24 bits: a price is off by 2^-24 of itself at most, so a deviation of prices by
 * 2^-24 of the highest. Twice that leaves room for the rounding of sums in doubles.
 */
const resolution = 2 ** -23;
/** Prices beyond are not looked at closely: floats lose digits there. */
const price = { min: 1e-20, max: 1e30 } as const;

/**
 * Whether the squeeze is on, from prices kept as floats: half the memory of doubles. Where they
 * cannot tell, within some 1e-7 of the price, the answer is to judge.
 *
 * State, in floats: closes[window] ranges[window] seen run firedBars before; then, in doubles,
 * the close before: 184 bytes for a window of 20.
 */
export function ttmSqueezeScreen(facts: TtmSqueezeFacts): ScannerScreen {
  const { windowBars, historyBars } = facts;
  const seenAt = 2 * windowBars;
  const runAt = seenAt + 1;
  const firedAt = seenAt + 2;
  const beforeAt = seenAt + 3;
  const closeAt = windowBars + 2;
  /** Counting starts over here, at a whole number of windows beyond every other count. */
  const lapBars = windowBars * Math.ceil((historyBars + facts.verdictBars) / windowBars);
  /** A longer squeeze begins before the history, so each bar gives it another onset. */
  const runMax = historyBars - windowBars - 1;

  function step(
    { doubles, floats }: Parameters<ScannerScreen["step"]>[0],
    at: number,
    bar: { readonly high: number; readonly low: number; readonly close: number },
  ): ScreenAnswer {
    const base = 2 * at;
    // Whole to the engine too: floats as indexes would make every loop count in doubles.
    const seen = floats[base + seenAt] | 0;
    const { high, low, close } = bar;
    const slot = base + (seen % windowBars);
    floats[slot] = close;
    floats[slot + windowBars] =
      seen === 0 ? high - low : trueRangeOf(high, low, doubles[at + closeAt]);
    doubles[at + closeAt] = close;
    const count = seen + 1;
    floats[base + seenAt] = count === 2 * lapBars ? lapBars : count;

    const before = floats[base + beforeAt];
    const firedBefore = floats[base + firedAt];
    const now = count < windowBars ? off : squeezeState(floats, base, facts);
    const isFire = before !== off && now !== on;
    const fired = isFire ? facts.fireWindowBars : Math.max(0, firedBefore - 1);
    const run = now === off ? 0 : Math.min(floats[base + runAt] + 1, runMax);
    floats[base + beforeAt] = now;
    floats[base + firedAt] = fired;
    floats[base + runAt] = run;

    if (count < facts.verdictBars) return 0;
    const isPossible = now !== off || fired > 0;
    if (now !== before || now === unsure || run === runMax) return 2;
    if (isPossible) return count === facts.verdictBars ? 2 : 1;
    return firedBefore > 0 ? 1 : 0;
  }
  return { stateLength: windowBars + 3, warmupBars: historyBars, step };
}

function squeezeState(floats: Float32Array, base: number, facts: TtmSqueezeFacts): number {
  const { windowBars, bandMultiplier, channelMultiplier } = facts;
  const end = base + windowBars;
  const anchor = floats[base];
  let sum = 0;
  let rangeSum = 0;
  let highest = 0;
  for (let i = base; i < end; i++) {
    sum += floats[i] - anchor;
    rangeSum += floats[i + windowBars];
    if (floats[i] > highest) highest = floats[i];
  }
  const mean = sum / windowBars;
  let squares = 0;
  for (let i = base; i < end; i++) {
    const distance = floats[i] - anchor - mean;
    squares += distance * distance;
  }
  if (!(highest > price.min && highest < price.max)) return unsure;
  // Nothing moved at all: there is nothing to be inside of.
  if (rangeSum === 0) return off;
  const reach = bandMultiplier * Math.sqrt(squares / windowBars);
  const channel = (channelMultiplier * rangeSum) / windowBars;
  const doubt = resolution * (bandMultiplier * highest + channel);
  // A missing price makes both comparisons false.
  if (channel - reach > doubt) return on;
  return reach - channel > doubt ? off : unsure;
}
