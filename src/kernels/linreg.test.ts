import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { exactLinreg } from "../../testing/exact.ts";
import { randomWalk, walks } from "../../testing/prices.ts";
import { linreg, linregStateLength, linregStep } from "./linreg.ts";

for (const windowBars of [2, 3, 20]) {
  kernelContract({
    name: `linreg over ${windowBars}`,
    columns: ["close"],
    outputs: [
      {
        name: "end",
        warmupBars: windowBars - 1,
        gaps: { close: lasting(windowBars) },
        flat: (price) => price,
        priceDegree: 1,
        volumeDegree: 0,
        shift: "moves nearly",
      },
    ],
    settledBars: windowBars - 1,
    stateLength: linregStateLength(windowBars),
    batch: ({ close }, [end]) => linreg(close, windowBars, end),
    step: (state, at, { close }) => [linregStep(state, at, windowBars, close)],
  });
}

rejectsBadWindows("linreg", 2, (windowBars) =>
  linreg(new Float64Array(3), windowBars, new Float64Array(3)),
);
rejectsBadWindows("streaming linreg", 2, (windowBars) => {
  linregStateLength(windowBars);
});

test("the end of a straight line is its newest value", () => {
  const line = Float64Array.from({ length: 40 }, (_, i) => 5 + 0.25 * i);
  for (const windowBars of [2, 3, 20, 40]) {
    const end = new Float64Array(40);
    linreg(line, windowBars, end);
    const expected = line.map((value, i) => (i < windowBars - 1 ? Number.NaN : value));
    expect(worstError(end, expected)).toBeLessThan(1e-15);
  }
});

test("linreg is the exact end of the line but for the last bits of the largest value", () => {
  fc.assert(
    fc.property(walks({ bars: 80 }), fc.integer({ min: 2, max: 30 }), (walk, windowBars) => {
      const { close } = randomWalk(walk);
      const end = new Float64Array(close.length);
      linreg(close, windowBars, end);
      for (let i = windowBars - 1; i < close.length; i++) {
        const largest = Math.max(...close.subarray(i - windowBars + 1, i + 1));
        const error = worstError([end[i]], [exactLinreg(close, i, windowBars)], largest);
        expect(error).toBeLessThan(windowBars * 2 ** -51);
      }
    }),
    { numRuns: 60 },
  );
});

test("linreg may write over its own input", () => {
  const { close } = randomWalk({ seed: 3, bars: 70 });
  const end = new Float64Array(70);
  linreg(close, 20, end);
  linreg(close, 20, close);
  expect(firstDifference(close, end)).toBeNull();
});
