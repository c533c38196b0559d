import { expect, test } from "bun:test";
import fc from "fast-check";
import { median, theilSen } from "./theil-sen.ts";

const index = (count: number) => Array.from({ length: count }, (_, i) => i);

test("an exact line gives its slope, its start and a range of no width", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
      (count, slope, start) => {
        const y = index(count).map((x) => start + slope * x);
        const line = theilSen(index(count), y);
        expect(line).toMatchObject({ slope, slopeLow: slope, slopeHigh: slope, intercept: start });
      },
    ),
  );
});

test("a quarter of wild points moves the slope little", () => {
  const y = index(40).map((x) => (x % 4 === 1 ? 1e9 * (x % 8 === 1 ? 1 : -1) : 3 * x));
  expect(theilSen(index(40), y).slope).toBeCloseTo(3, 0);
});

test("the range holds the slope, and turning the series upside down mirrors all", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -999, max: 999 }), { minLength: 2, maxLength: 40 }),
      (y) => {
        const x = index(y.length);
        const line = theilSen(x, y);
        expect(line.slopeLow).toBeLessThanOrEqual(line.slope);
        expect(line.slopeHigh).toBeGreaterThanOrEqual(line.slope);
        const mirrored = theilSen(
          x,
          y.map((value) => -value),
        );
        expect(mirrored.slope + line.slope).toBeCloseTo(0, 9);
        expect(mirrored.trendZ + line.trendZ).toBeCloseTo(0, 9);
      },
    ),
  );
});

test("four points worked out by hand", () => {
  // Slopes of the pairs, sorted: -1, 1/2, 2/3, 1, 3/2, 2. Five rise and one falls.
  const line = theilSen([0, 1, 2, 3], [0, 1, 3, 2]);
  expect(line.slope).toBeCloseTo((2 / 3 + 1) / 2, 12);
  expect(line.trendZ).toBeCloseTo(3 / Math.sqrt((4 * 3 * 13) / 18), 12);
  // Four points say nothing with confidence: the range is that of all slopes.
  expect([line.slopeLow, line.slopeHigh]).toEqual([-1, 2]);
});

test("slope and range are those of scipy.stats.theilslopes", () => {
  const line = theilSen([0, 1, 2, 3, 4, 5, 6], [8.98, 8.14, 6.67, 5.85, 5.83, 4.68, 7.65]);
  expect(line.slope).toBeCloseTo(-0.77, 12);
  expect(line.slopeLow).toBeCloseTo(-1.145, 12);
  expect(line.slopeHigh).toBeCloseTo(0.245, 12);
});

test("the median of an even count lies between the two in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
});
