import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { exactMomentum } from "../../testing/exact.ts";
import { emptyPrices, randomWalk, walks } from "../../testing/prices.ts";
import {
  fillDistances,
  ttmMomentum,
  ttmMomentumStateLength,
  ttmMomentumStep,
} from "./ttm-momentum.ts";

for (const windowBars of [2, 5, 20]) {
  const memory = lasting(2 * windowBars - 1);
  kernelContract({
    name: `ttm momentum over ${windowBars}`,
    columns: ["high", "low", "close"],
    outputs: [
      {
        name: "momentum",
        warmupBars: 2 * windowBars - 2,
        gaps: { high: memory, low: memory, close: memory },
        flat: () => 0,
        priceDegree: 1,
        volumeDegree: 0,
        shift: "kept nearly",
      },
    ],
    settledBars: 2 * windowBars - 2,
    stateLength: ttmMomentumStateLength(windowBars),
    batch: (prices, [momentum]) => ttmMomentum(prices, windowBars, momentum),
    step: (state, at, bar) => [ttmMomentumStep(state, at, windowBars, bar)],
  });
}

rejectsBadWindows("ttm momentum", 2, (windowBars) =>
  ttmMomentum(emptyPrices(3), windowBars, new Float64Array(3)),
);
rejectsBadWindows("streaming ttm momentum", 2, (windowBars) => {
  ttmMomentumStateLength(windowBars);
});

test("ttm momentum is exact but for the last bits of the largest price", () => {
  fc.assert(
    fc.property(walks({ bars: 70 }), fc.integer({ min: 2, max: 12 }), (walk, windowBars) => {
      const prices = randomWalk(walk);
      const momentum = new Float64Array(walk.bars);
      ttmMomentum(prices, windowBars, momentum);
      for (let i = 2 * windowBars - 2; i < walk.bars; i++) {
        const largest = Math.max(...prices.high.subarray(i - 2 * windowBars + 2, i + 1));
        const error = worstError([momentum[i]], [exactMomentum(prices, i, windowBars)], largest);
        expect(error).toBeLessThan(windowBars * 2 ** -51);
      }
    }),
    { numRuns: 60 },
  );
});

test("ttm momentum of a steady rise is above 0, of the mirrored fall as far below", () => {
  const rise = emptyPrices(60);
  for (let i = 0; i < 60; i++) rise.high[i] = rise.low[i] = rise.close[i] = 64 + i / 4;
  const fall = { ...rise };
  for (const name of ["high", "low", "close"] as const) {
    fall[name] = rise[name].map((price) => 128 - price);
  }
  const [up, down] = [new Float64Array(60), new Float64Array(60)];
  ttmMomentum(rise, 20, up);
  ttmMomentum(fall, 20, down);
  // The close lies 9.5 bars above both the middle of the range and the mean.
  expect(up[59]).toBeCloseTo(9.5 / 4, 12);
  expect(down[59]).toBeCloseTo(-9.5 / 4, 12);
});

test("distances of the last bars alone have the bits of those of all bars", () => {
  const prices = randomWalk({ seed: 17, bars: 90, holeChance: 0.01, flatChance: 0.02 });
  const whole = new Float64Array(90);
  fillDistances(prices, { first: 19, end: 90 }, 20, whole, 0);
  for (let first = 19; first < 90; first++) {
    const some = new Float64Array(90 - first);
    fillDistances(prices, { first, end: 90 }, 20, some, first);
    expect(firstDifference(some, whole.subarray(first))).toBeNull();
  }
});
