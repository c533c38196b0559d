import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { exactDeviation } from "../../testing/exact.ts";
import { randomWalk, walks } from "../../testing/prices.ts";
import {
  type DeviationOptions,
  rollingDeviation,
  rollingDeviationStateLength,
  rollingDeviationStep,
} from "./rolling-deviation.ts";

const cases: DeviationOptions[] = [
  { windowBars: 1, sigma: "population" },
  { windowBars: 2, sigma: "sample" },
  { windowBars: 5, sigma: "population" },
  { windowBars: 20, sigma: "population" },
  { windowBars: 20, sigma: "sample" },
];

for (const options of cases) {
  const { windowBars, sigma } = options;
  kernelContract({
    name: `${sigma} deviation over ${windowBars}`,
    columns: ["close"],
    outputs: [
      {
        name: "deviation",
        warmupBars: windowBars - 1,
        gaps: { close: lasting(windowBars) },
        flat: () => 0,
        priceDegree: 1,
        volumeDegree: 0,
        shift: "kept exactly",
      },
    ],
    settledBars: windowBars - 1,
    stateLength: rollingDeviationStateLength(windowBars),
    batch: ({ close }, [deviation]) => rollingDeviation(close, options, deviation),
    step: (state, at, { close }) => [rollingDeviationStep(state, at, options, close)],
  });
}

for (const [sigma, windowBarsMin] of [["population", 1] as const, ["sample", 2] as const]) {
  rejectsBadWindows(`${sigma} deviation`, windowBarsMin, (windowBars) =>
    rollingDeviation(new Float64Array(3), { windowBars, sigma }, new Float64Array(3)),
  );
  rejectsBadWindows(`streaming ${sigma} deviation`, windowBarsMin, (windowBars) => {
    const state = new Float64Array(rollingDeviationStateLength(windowBars));
    for (const value of [1, 2]) rollingDeviationStep(state, 0, { windowBars, sigma }, value);
  });
}

test("the deviation is the exact one but for a few bits, whatever the window holds", () => {
  const sizes = fc.integer({ min: 2, max: 30 });
  const kinds = fc.constantFrom("population" as const, "sample" as const);
  fc.assert(
    fc.property(walks({ bars: 80 }), sizes, kinds, (walk, windowBars, sigma) => {
      const { close } = randomWalk(walk);
      const deviation = new Float64Array(close.length);
      rollingDeviation(close, { windowBars, sigma }, deviation);
      const divisor = sigma === "population" ? windowBars : windowBars - 1;
      const expected = deviation.map((_, i) =>
        i < windowBars - 1 ? Number.NaN : exactDeviation(close, i, windowBars, divisor),
      );
      // One pass loses at most a factor of windowBars, see windowDeviation.
      expect(worstError(deviation, expected)).toBeLessThan((windowBars ** 2 + 4) * 2 ** -52);
    }),
    { numRuns: 80 },
  );
});

test("one price that differs by its last bit still has the exact deviation", () => {
  const close = new Float64Array(20).fill(700_000.01);
  close[7] = 700_000.01 + 2 ** -33;
  const deviation = new Float64Array(20);
  rollingDeviation(close, { windowBars: 20, sigma: "population" }, deviation);
  expect(worstError(deviation.subarray(19), [exactDeviation(close, 19, 20, 20)])).toBeLessThan(
    1e-15,
  );
});

test("differences that are too small to square count as none", () => {
  const values = new Float64Array(20).fill(1.5e-162);
  values[0] = 0;
  const deviation = new Float64Array(20);
  rollingDeviation(values, { windowBars: 20, sigma: "population" }, deviation);
  expect(deviation[19]).toBe(0);
});

test("the sample deviation of two values is their distance over the root of 2", () => {
  const deviation = new Float64Array(2);
  rollingDeviation(Float64Array.of(3, 7), { windowBars: 2, sigma: "sample" }, deviation);
  expect(deviation[1]).toBe(Math.sqrt(8));
  rollingDeviation(Float64Array.of(3, 7), { windowBars: 2, sigma: "population" }, deviation);
  expect(deviation[1]).toBe(2);
});

test("the deviation may be written over its own input", () => {
  const { close } = randomWalk({ seed: 3, bars: 70 });
  const deviation = new Float64Array(70);
  rollingDeviation(close, { windowBars: 20, sigma: "sample" }, deviation);
  rollingDeviation(close, { windowBars: 20, sigma: "sample" }, close);
  expect(firstDifference(close, deviation)).toBeNull();
});
