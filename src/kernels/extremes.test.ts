import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { firstDifference } from "../../testing/errors.ts";
import {
  extremeStateLength,
  highest,
  highestStep,
  lowest,
  lowestStep,
  windowHighest,
  windowLowest,
} from "./extremes.ts";

const kinds = [
  { name: "highest", column: "high", batch: highest, step: highestStep, ofWindow: windowHighest },
  { name: "lowest", column: "low", batch: lowest, step: lowestStep, ofWindow: windowLowest },
] as const;

for (const { name, column, batch, step, ofWindow } of kinds) {
  for (const windowBars of [1, 2, 5, 20]) {
    kernelContract({
      name: `${name} of ${windowBars}`,
      columns: [column],
      outputs: [
        {
          name,
          warmupBars: windowBars - 1,
          gaps: { [column]: lasting(windowBars) },
          flat: (price) => price,
          priceDegree: 1,
          volumeDegree: 0,
          shift: "moves exactly",
        },
      ],
      settledBars: windowBars - 1,
      stateLength: extremeStateLength(windowBars),
      batch: (prices, [extreme]) => batch(prices[column], windowBars, extreme),
      step: (state, at, bar) => [step(state, at, windowBars, bar[column])],
    });
  }

  rejectsBadWindows(name, 1, (windowBars) => {
    batch(new Float64Array(3), windowBars, new Float64Array(3));
    extremeStateLength(windowBars);
  });

  test(`${name} of ties, signed zeros and NaN is the same in all three forms`, () => {
    const values = fc.array(fc.constantFrom(-1, -0, 0, 1, Number.NaN), { maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (list, windowBars) => {
        const column = Float64Array.from(list);
        const found = new Float64Array(list.length);
        batch(column, windowBars, found);
        const state = new Float64Array(extremeStateLength(windowBars));
        const pick = name === "highest" ? Math.max : Math.min;
        for (let i = 0; i < list.length; i++) {
          const streamed = step(state, 0, windowBars, column[i]);
          expect(found[i]).toBe(streamed);
          if (i < windowBars - 1) continue;
          expect(found[i]).toBe(ofWindow(column, i, windowBars));
          // Math.max counts 0 above -0; of values that compare equal the kernel takes the newest.
          expect(found[i] + 0).toBe(pick(...column.subarray(i - windowBars + 1, i + 1)) + 0);
        }
      }),
      { numRuns: 300 },
    );
  });
}

test("the lowest value is the highest one of the mirrored column, mirrored", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 50 }), (list) => {
      const column = Float64Array.from(list);
      const [high, low] = [new Float64Array(list.length), new Float64Array(list.length)];
      highest(
        column.map((value) => -value),
        7,
        high,
      );
      lowest(column, 7, low);
      expect(
        firstDifference(
          high.map((value) => -value),
          low,
        ),
      ).toBeNull();
    }),
  );
});
