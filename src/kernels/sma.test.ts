import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { exactMean } from "../../testing/exact.ts";
import { randomWalk, walks } from "../../testing/prices.ts";
import { sma, smaStateLength, smaStep } from "./sma.ts";

for (const windowBars of [1, 2, 5, 20]) {
  kernelContract({
    name: `sma over ${windowBars}`,
    columns: ["close"],
    outputs: [
      {
        name: "mean",
        warmupBars: windowBars - 1,
        gaps: { close: lasting(windowBars) },
        flat: (price) => price,
        priceDegree: 1,
        volumeDegree: 0,
        shift: "moves nearly",
      },
    ],
    settledBars: windowBars - 1,
    stateLength: smaStateLength(windowBars),
    batch: ({ close }, [mean]) => sma(close, windowBars, mean),
    step: (state, at, { close }) => [smaStep(state, at, windowBars, close)],
  });
}

rejectsBadWindows("sma", 1, (windowBars) => {
  sma(new Float64Array(3), windowBars, new Float64Array(3));
  smaStateLength(windowBars);
});

test("sma is the exact mean but for the last bits", () => {
  fc.assert(
    fc.property(walks({ bars: 80 }), fc.integer({ min: 1, max: 30 }), (walk, windowBars) => {
      const { close } = randomWalk(walk);
      const mean = new Float64Array(close.length);
      sma(close, windowBars, mean);
      const expected = mean.map((_, i) =>
        i < windowBars - 1 ? Number.NaN : exactMean(close, i, windowBars),
      );
      // Where the window starts with a spike, the mean is a windowth of it: a factor windowBars.
      expect(worstError(mean, expected)).toBeLessThan(windowBars ** 2 * 2 ** -51);
    }),
    { numRuns: 60 },
  );
});

test("sma may write over its own input", () => {
  const { close } = randomWalk({ seed: 3, bars: 70 });
  const mean = new Float64Array(70);
  sma(close, 20, mean);
  sma(close, 20, close);
  expect(firstDifference(close, mean)).toBeNull();
});

test("sma of a spike is right again as soon as the spike has left", () => {
  const calm = randomWalk({ seed: 4, bars: 70 }).close;
  const spiked = calm.with(30, 1e15);
  const [before, after] = [new Float64Array(70), new Float64Array(70)];
  sma(calm, 20, before);
  sma(spiked, 20, after);
  expect(firstDifference(after.subarray(50), before.subarray(50))).toBeNull();
  expect(after[49]).toBeGreaterThan(1e13);
});
