import { expect, test } from "bun:test";
import fc from "fast-check";
import { roundToTick } from "./tick.ts";

const price = fc.double({ min: 1e-6, max: 2e6, noNaN: true });

test("prices from one dollar step by cents, smaller ones by hundredths of a cent", () => {
  expect(roundToTick(12.345_1)).toBe(12.35);
  expect(roundToTick(700_000.004)).toBe(700_000);
  expect(roundToTick(0.123_46)).toBe(0.123_5);
  expect(roundToTick(0.999_96)).toBe(1);
});

test("no price rounds to zero", () => {
  expect(roundToTick(0.000_001)).toBe(0.000_1);
});

test("rounding keeps the order of prices, and a rounded price as it is", () => {
  fc.assert(
    fc.property(price, price, (a, b) => {
      expect(roundToTick(Math.min(a, b))).toBeLessThanOrEqual(roundToTick(Math.max(a, b)));
      expect(roundToTick(roundToTick(a))).toBe(roundToTick(a));
    }),
    { numRuns: 2_000 },
  );
});
