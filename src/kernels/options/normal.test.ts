import { expect, test } from "bun:test";
import fc from "fast-check";
import { normalCdf, normalDensity } from "./normal.ts";

test("the normal distribution function equals tabled values to 15 digits", () => {
  // Wolfram: CDF[NormalDistribution[], x].
  const table: readonly (readonly [number, number])[] = [
    [0, 0.5],
    [1, 0.841_344_746_068_542_9],
    [-1.96, 0.024_997_895_148_220_435],
    [-5, 2.866_515_718_791_939e-7],
    [-8, 6.220_960_574_271_786e-16],
  ];
  for (const [x, chance] of table) {
    // In the far tail, where the value itself is small, eight digits are right.
    expect(Math.abs(normalCdf(x) / chance - 1), `at ${x}`).toBeLessThan(1e-8);
    expect(Math.abs(normalCdf(x) - chance), `at ${x}`).toBeLessThan(2e-15);
  }
});

test("both tails sum to 1, and more never means less", () => {
  fc.assert(
    fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 14);
      expect(normalCdf(x + 0.01)).toBeGreaterThanOrEqual(normalCdf(x));
    }),
  );
});

test("the density is the slope of the distribution function", () => {
  for (const x of [-3, -0.5, 0, 1.2]) {
    const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5;
    expect(normalDensity(x)).toBeCloseTo(slope, 9);
  }
});

test("NaN in is NaN out, and the ends are 0 and 1", () => {
  expect(normalCdf(Number.NaN)).toBeNaN();
  expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
});
