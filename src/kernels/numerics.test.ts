import { afterAll, describe, expect, test } from "bun:test";
import { relativeError, worstError } from "../../testing/errors.ts";
import {
  exact,
  exactAverage,
  exactDeviation,
  exactLinreg,
  exactMean,
  exactMomentum,
  exactSqueeze,
  rounded,
} from "../../testing/exact.ts";
import { type PriceColumns, randomSource, randomWalk, withPrices } from "../../testing/prices.ts";
import { atr } from "./atr.ts";
import { ema } from "./ema.ts";
import { linreg } from "./linreg.ts";
import { rollingDeviation } from "./rolling-deviation.ts";
import { sma } from "./sma.ts";
import { squeeze } from "./squeeze.ts";
import { ttmMomentum } from "./ttm-momentum.ts";

/*
 * A million bars at the prices where rolling sums go wrong, judged by exact arithmetic at sampled
 * positions: some anywhere, all around the spike and the jump, and for the squeeze those where
 * bands and channels lie closest.
 */

const bars = 1_000_000;
const windowBars = 20;
const spikeAt = 250_000;
const jumpAt = 500_000;

const walk = randomWalk({ seed: 2024, bars, level: 700_000, flatChance: 0.001, gapChance: 0.01 });

/** A print of 1e9 in one bar, and later a fall from 700,000 to 0.01 that stays. */
function withSpikeAndJump(prices: PriceColumns): PriceColumns {
  const changed = withPrices(prices, (price) => price);
  for (const name of ["high", "low", "close"] as const) {
    for (let i = jumpAt; i < bars; i++) changed[name][i] *= 0.01 / 700_000;
  }
  changed.high[spikeAt] = changed.close[spikeAt] = 1e9;
  return changed;
}

const series: Record<string, PriceColumns> = {
  "at 700,000": walk,
  "at 0.0001": withPrices(walk, (price) => price * (0.0001 / 700_000)),
  "with a spike and a jump": withSpikeAndJump(walk),
};

const report: string[] = [];
afterAll(() => console.log(report.join("\n")));

/** Positions to judge: spread over the whole, and every one that sees the spike or the jump. */
function positions(count: number): number[] {
  const random = randomSource(7);
  const list = [2 * windowBars, bars - 1];
  for (let i = 0; i < count; i++) list.push(40 + Math.floor(random() * (bars - 40)));
  for (const event of [spikeAt, jumpAt]) for (let i = -2; i < 45; i++) list.push(event + i);
  return list;
}

/** Largest error over the positions, relative to the expected value or to `floorAt`. */
function worstAt(
  at: readonly number[],
  found: Float64Array,
  expected: (i: number) => number,
  floorAt: (i: number) => number = () => 0,
): number {
  let worst = 0;
  for (const i of at) {
    worst = Math.max(worst, relativeError(found[i], expected(i), floorAt(i), i));
  }
  return worst;
}

for (const [name, prices] of Object.entries(series)) {
  const { high, close } = prices;
  const largest = (i: number) => Math.max(...high.subarray(Math.max(0, i - 2 * windowBars), i + 1));

  describe(`a million bars ${name}`, () => {
    test("mean, deviation, regression and momentum stay exact to the last bits", () => {
      const out = new Float64Array(bars);
      const many = positions(2000);
      const few = positions(600);

      sma(close, windowBars, out);
      const mean = worstAt(many, out, (i) => exactMean(close, i, windowBars));
      rollingDeviation(close, { windowBars, sigma: "population" }, out);
      const deviation = worstAt(many, out, (i) => exactDeviation(close, i, windowBars, windowBars));
      linreg(close, windowBars, out);
      const line = worstAt(many, out, (i) => exactLinreg(close, i, windowBars), largest);
      ttmMomentum(prices, windowBars, out);
      const momentum = worstAt(few, out, (i) => exactMomentum(prices, i, windowBars), largest);

      report.push(
        `${name}: mean ${mean.toExponential(1)}, deviation ${deviation.toExponential(1)} of ` +
          `themselves; regression ${line.toExponential(1)}, momentum ` +
          `${momentum.toExponential(1)} of the highest price in sight`,
      );
      // In the worst window, one that starts with the spike, a factor of windowBars is lost.
      expect(mean).toBeLessThan(1e-14);
      expect(deviation).toBeLessThan(1e-13);
      expect(line).toBeLessThan(1e-15);
      expect(momentum).toBeLessThan(1e-15);
    });

    test("every squeeze level is the exact one, however close bands and channels lie", () => {
      const { level, closeCalls } = squeezeOf(prices);
      const at = [...positions(600), ...closeCalls];
      for (const i of at) expect(level[i], `level at ${i}`).toBe(exactLevel(prices, i).level);
      report.push(`${name}: ${at.length} squeeze levels equal, ${closeCalls.length} close calls`);
      expect(closeCalls.length).toBeGreaterThan(100);
    });
  });
}

const channels = [2, 1.5, 1] as const;

/** Levels, and the bars where the two sides differ by less than a ten-thousandth. */
function squeezeOf(prices: PriceColumns) {
  const n = prices.close.length;
  const [level, range, sigma] = [0, 0, 0].map(() => new Float64Array(n));
  const options = { windowBars, sigma: "population", bandMultiplier: 2 } as const;
  squeeze(prices, { ...options, channelMultipliers: channels }, { level, range });
  rollingDeviation(prices.close, options, sigma);
  atr(prices, { windowBars, smoothing: "simple", firstRange: "high-low" }, range);
  const closeCalls: number[] = [];
  for (let i = windowBars - 1; i < n; i++) {
    const ratio = (2 * sigma[i]) / range[i];
    if (channels.some((channel) => Math.abs(ratio / channel - 1) < 1e-4)) closeCalls.push(i);
  }
  return { level, closeCalls };
}

function exactLevel(prices: PriceColumns, last: number): { level: number; isTie: boolean } {
  const sides = channels.map((channel) =>
    exactSqueeze(prices, { last, windowBars, divisor: windowBars }, { band: 2, channel }),
  );
  return { level: sides.filter((side) => side < 0).length, isTie: sides.includes(0) };
}

test("recursive averages forget their own rounding, through a spike and a jump", () => {
  const { close } = withSpikeAndJump(walk);
  for (const event of [spikeAt, jumpAt]) {
    const part = close.subarray(event - 5000, event + 15_000);
    const mean = new Float64Array(part.length);
    ema(part, { windowBars: 26, seed: "first-value" }, mean);
    const expected = exactAverage(Array.from(part, exact), 1, { numerator: 2, denominator: 27 });
    const worst = worstError(
      mean,
      expected.map((value) => (value === null ? Number.NaN : rounded(value))),
    );
    report.push(
      `ema over 26, 20,000 bars around bar ${event}: ${worst.toExponential(1)} of itself`,
    );
    expect(worst).toBeLessThan(1e-14);
  }
});

test("prices on coarse ticks differ from the exact squeeze level on exact ties only", () => {
  let ties = 0;
  let differing = 0;
  let judged = 0;
  for (let seed = 0; seed < 2; seed++) {
    const prices = randomWalk({ seed, bars: 5000, level: 4, tick: 0.25, moveRatio: 0.03 });
    const { level } = squeezeOf(prices);
    for (let i = windowBars - 1; i < 5000; i++) {
      const expected = exactLevel(prices, i);
      judged++;
      if (expected.isTie) ties++;
      if (level[i] === expected.level) continue;
      differing++;
      expect(expected.isTie, `seed ${seed}, bar ${i} is a tie`).toBe(true);
    }
  }
  report.push(
    `on coarse ticks: ${judged} squeeze levels, ${ties} ties, ${differing} of them differ`,
  );
  expect(ties).toBeGreaterThan(20);
});
