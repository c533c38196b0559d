import { expect, test } from "bun:test";
import { kernelContract } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { worstError } from "../../testing/errors.ts";
import { exactRange, rounded } from "../../testing/exact.ts";
import { randomWalk } from "../../testing/prices.ts";
import { type FirstRange, trueRange, trueRangeStateLength, trueRangeStep } from "./true-range.ts";

for (const firstRange of ["high-low", "missing"] satisfies FirstRange[]) {
  kernelContract({
    name: `true range, first ${firstRange}`,
    columns: ["high", "low", "close"],
    outputs: [
      {
        name: "range",
        warmupBars: firstRange === "missing" ? 1 : 0,
        gaps: { high: lasting(1), low: lasting(1), close: lasting(1, 1) },
        flat: () => 0,
        priceDegree: 1,
        volumeDegree: 0,
        shift: "kept exactly",
      },
    ],
    settledBars: 1,
    stateLength: trueRangeStateLength,
    batch: (prices, [range]) => trueRange(prices, firstRange, range),
    step: (state, at, bar) => [trueRangeStep(state, at, firstRange, bar)],
  });
}

test("a gap up, a gap down and an inside bar each take their own distance", () => {
  const bars = {
    high: Float64Array.of(11, 15, 9, 8.5),
    low: Float64Array.of(10, 14, 8, 8.25),
    close: Float64Array.of(10.5, 14.5, 8.25, 8.5),
  };
  const range = new Float64Array(4);
  trueRange(bars, "high-low", range);
  expect([...range]).toEqual([1, 4.5, 6.5, 0.25]);
});

test("a close outside its own bar counts for the next range", () => {
  const bars = {
    high: Float64Array.of(10, 10),
    low: Float64Array.of(9, 9),
    close: Float64Array.of(12, 9.5),
  };
  const range = new Float64Array(2);
  trueRange(bars, "missing", range);
  expect([...range]).toEqual([Number.NaN, 3]);
});

test("the true range is the exact one but for one rounding", () => {
  for (const level of [0.0001, 100, 700_000]) {
    const prices = randomWalk({ seed: 8, bars: 500, level, oddChance: 0.1, spikeChance: 0.05 });
    const range = new Float64Array(500);
    trueRange(prices, "high-low", range);
    const expected = range.map((_, i) => rounded(exactRange(prices, i)));
    expect(worstError(range, expected)).toBeLessThanOrEqual(2 ** -52);
  }
});
