import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { exact, exactAverage, rounded } from "../../testing/exact.ts";
import { holedWalks, randomWalk, walks } from "../../testing/prices.ts";
import { type EmaOptions, type EmaSeed, ema, emaStateLength, emaStep } from "./ema.ts";

const seeds = ["first-value", "sma"] satisfies EmaSeed[];

for (const seed of seeds) {
  for (const windowBars of [1, 2, 20]) {
    const options: EmaOptions = { windowBars, seed };
    kernelContract({
      name: `ema over ${windowBars}, seeded with the ${seed}`,
      columns: ["close"],
      outputs: [
        {
          name: "mean",
          warmupBars: seed === "sma" ? windowBars - 1 : 0,
          // A hole in front moves the start, which a test below states.
          gaps: { close: (_, hole) => (hole === 0 ? "unknown" : true) },
          flat: (price) => price,
          priceDegree: 1,
          volumeDegree: 0,
          shift: "moves nearly",
        },
      ],
      settledBars: null,
      stateLength: emaStateLength,
      batch: ({ close }, [mean]) => ema(close, options, mean),
      step: (state, at, { close }) => [emaStep(state, at, options, close)],
    });
  }

  rejectsBadWindows(`ema seeded with the ${seed}`, 1, (windowBars) =>
    ema(new Float64Array(3), { windowBars, seed }, new Float64Array(3)),
  );

  test(`leading NaNs only move the start of an ema seeded with the ${seed}`, () => {
    fc.assert(
      fc.property(holedWalks({ bars: 80 }), fc.nat({ max: 40 }), (walk, holes) => {
        const { close } = randomWalk(walk);
        const later = new Float64Array(holes + close.length).fill(Number.NaN);
        later.set(close, holes);
        const [mean, laterMean] = [new Float64Array(close.length), new Float64Array(later.length)];
        ema(close, { windowBars: 9, seed }, mean);
        ema(later, { windowBars: 9, seed }, laterMean);
        expect(laterMean.subarray(0, holes).every(Number.isNaN)).toBe(true);
        expect(firstDifference(laterMean.subarray(holes), mean)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  test(`an ema seeded with the ${seed} is the exact one but for the last bits`, () => {
    fc.assert(
      fc.property(walks({ bars: 200 }), fc.integer({ min: 1, max: 50 }), (walk, windowBars) => {
        const { close } = randomWalk(walk);
        const mean = new Float64Array(close.length);
        ema(close, { windowBars, seed }, mean);
        const values = Array.from(close, exact);
        const weight = { numerator: 2, denominator: windowBars + 1 };
        const expected = exactAverage(values, seed === "sma" ? windowBars : 1, weight);
        // Relative to the largest price so far: after a spike the average cannot know more.
        let largest = 0;
        for (let i = 0; i < close.length; i++) {
          largest = Math.max(largest, close[i]);
          const right = expected[i];
          const wanted = right === null ? Number.NaN : rounded(right);
          expect(worstError([mean[i]], [wanted], largest)).toBeLessThan(2e-14);
        }
      }),
      { numRuns: 40 },
    );
  });
}

test("the weight of the seed fades by (n - 1)/(n + 1) a bar: 0.85 % of 26 bars after 63", () => {
  const impulse = new Float64Array(250);
  impulse[0] = 1;
  const left = new Float64Array(250);
  ema(impulse, { windowBars: 26, seed: "first-value" }, left);
  expect(left[62]).toBeCloseTo(0.0085, 4);
  expect(left[249]).toBeCloseTo(5e-9, 9);
  for (let i = 1; i < 250; i++) expect(left[i] / left[i - 1]).toBeCloseTo(25 / 27, 12);
});

test("an ema seeded with the sma starts at the mean of its first values", () => {
  const mean = new Float64Array(5);
  ema(Float64Array.of(1, 2, 6, 7, 3), { windowBars: 3, seed: "sma" }, mean);
  expect([...mean]).toEqual([Number.NaN, Number.NaN, 3, 5, 4]);
});
