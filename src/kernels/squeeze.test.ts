import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { exactSqueeze } from "../../testing/exact.ts";
import { emptyPrices, randomWalk, walks } from "../../testing/prices.ts";
import {
  type SqueezeOptions,
  squeeze,
  squeezeLevelOf,
  squeezeStateLength,
  squeezeStep,
} from "./squeeze.ts";

const channelMultipliers = [2, 1.5, 1] as const;
const cases: SqueezeOptions[] = [
  { windowBars: 5, sigma: "population", bandMultiplier: 2, channelMultipliers },
  { windowBars: 20, sigma: "population", bandMultiplier: 2, channelMultipliers },
  { windowBars: 20, sigma: "population", bandMultiplier: 1.5, channelMultipliers },
  { windowBars: 20, sigma: "sample", bandMultiplier: 2, channelMultipliers },
];

for (const options of cases) {
  const { windowBars, sigma, bandMultiplier } = options;
  kernelContract({
    name: `squeeze level over ${windowBars}, ${bandMultiplier} ${sigma} deviations`,
    columns: ["high", "low", "close"],
    outputs: [
      {
        name: "level",
        warmupBars: windowBars - 1,
        gaps: {
          high: lasting(windowBars),
          low: lasting(windowBars),
          close: lasting(windowBars + 1),
        },
        flat: () => 0,
        priceDegree: 0,
        volumeDegree: 0,
        shift: "kept exactly",
      },
    ],
    settledBars: windowBars,
    stateLength: squeezeStateLength(windowBars),
    batch: (prices, [level]) => {
      squeeze(prices, options, { level, range: new Float64Array(prices.close.length) });
    },
    step: (state, at, bar) => [squeezeStep(state, at, options, bar)],
  });

  test(`squeeze levels over ${windowBars}, ${bandMultiplier} ${sigma} deviations are exact`, () => {
    const divisor = sigma === "population" ? windowBars : windowBars - 1;
    const seen = new Set<number>();
    fc.assert(
      fc.property(walks({ bars: 80 }), (walk) => {
        const prices = randomWalk(walk);
        const level = new Float64Array(walk.bars);
        squeeze(prices, options, { level, range: new Float64Array(walk.bars) });
        for (let i = windowBars - 1; i < walk.bars; i++) {
          const at = { last: i, windowBars, divisor };
          const sides = channelMultipliers.map((channel) =>
            exactSqueeze(prices, at, { band: bandMultiplier, channel }),
          );
          const surely = sides.filter((side) => side < 0).length;
          // On an exact tie (coarse ticks, a spike in a flat market) both answers are right.
          const possibly = sides.filter((side) => side <= 0).length;
          expect(level[i]).toBeGreaterThanOrEqual(surely);
          expect(level[i]).toBeLessThanOrEqual(possibly);
          seen.add(level[i]);
        }
      }),
      { numRuns: 60, seed: 7 },
    );
    expect([...seen].sort(), "every level was met").toEqual([0, 1, 2, 3]);
  });
}

for (const [sigma, windowBarsMin] of [["population", 1] as const, ["sample", 2] as const]) {
  rejectsBadWindows(`squeeze of the ${sigma} deviation`, windowBarsMin, (windowBars) => {
    const options = { windowBars, sigma, bandMultiplier: 2, channelMultipliers };
    const column = () => new Float64Array(3);
    squeeze(emptyPrices(3), options, { level: column(), range: column() });
  });
}

test("bands as wide as the channel are not inside it", () => {
  const widths = { bandMultiplier: 2, channelMultipliers };
  expect(squeezeLevelOf(1, 2, widths)).toBe(2);
  expect(squeezeLevelOf(1, 2.0000000000000004, widths)).toBe(3);
  expect(squeezeLevelOf(3, 4, widths)).toBe(1);
  expect(squeezeLevelOf(1, 1, widths)).toBe(0);
  expect(squeezeLevelOf(Number.NaN, 1, widths)).toBe(Number.NaN);
  expect(squeezeLevelOf(1, Number.NaN, widths)).toBe(Number.NaN);
});
