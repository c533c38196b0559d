import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { drawableRange, niceTicks, placeOf, stepDecimals, symmetricRange } from "./scale.ts";

describe("ticks", () => {
  test.each([
    [{ min: 166, max: 199 }, 8, 5],
    [{ min: 0, max: 1 }, 5, 0.2],
    [{ min: 0.000_092, max: 0.000_111 }, 8, 0.000_002_5],
    [{ min: 630_000, max: 760_000 }, 8, 20_000],
  ])("%j in %i parts has the step %d", (range, count, step) => {
    expect(niceTicks(range, count).step).toBeCloseTo(step, 12);
  });

  test("ticks are round, rising, inside the range and not more than asked for", () => {
    const ranges = fc
      .tuple(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-4, max: 3, noNaN: true }),
      )
      .map(([min, spread]) => ({ min, max: min * (1 + spread) }));
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 40 }), (range, countMax) => {
        const { values, step } = niceTicks(range, countMax);
        expect(values.length).toBeLessThanOrEqual(countMax + 1);
        for (const [i, value] of values.entries()) {
          expect(value).toBeGreaterThanOrEqual(range.min - step * 1e-6);
          expect(value).toBeLessThanOrEqual(range.max + step * 1e-6);
          expect(value / step).toBeCloseTo(Math.round(value / step), 6);
          if (i > 0) expect(value - (values[i - 1] as number)).toBeCloseTo(step, 9);
        }
      }),
    );
  });

  test("printed with the step's decimals, no two ticks look alike", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e5, noNaN: true }), (spread) => {
        const { values, step } = niceTicks({ min: 100, max: 100 + spread }, 8);
        const texts = values.map((value) => value.toFixed(stepDecimals(step)));
        expect(new Set(texts).size).toBe(values.length);
      }),
    );
  });
});

test("the largest value is at the top and the smallest at the bottom", () => {
  const scale = { min: 10, max: 20, top: 100, bottom: 300 };
  expect(placeOf(scale, 20)).toBe(100);
  expect(placeOf(scale, 10)).toBe(300);
  expect(placeOf(scale, 15)).toBe(200);
});

describe("ranges that can be drawn", () => {
  test.each([
    [{ min: 12.5, max: 12.5 }],
    [{ min: 0, max: 0 }],
    [{ min: 700_000, max: 700_000.000_1 }],
    [{ min: Number.NaN, max: Number.NaN }],
  ])("%j is opened", (flat) => {
    const { min, max } = drawableRange(flat);
    expect(max - min).toBeGreaterThan(0);
    expect(niceTicks({ min, max }, 8).values.length).toBeGreaterThan(1);
  });

  test("a range with a spread stays as it is", () => {
    expect(drawableRange({ min: 1, max: 2 })).toEqual({ min: 1, max: 2 });
  });

  test("zero is inside the range of a histogram, with room on both sides", () => {
    for (const range of [
      { min: 3, max: 9 },
      { min: -9, max: -3 },
      { min: -2, max: 4 },
    ]) {
      const { min, max } = symmetricRange(range);
      expect(min).toBeLessThan(0);
      expect(max).toBeGreaterThan(0);
      expect(min).toBeLessThanOrEqual(range.min);
      expect(max).toBeGreaterThanOrEqual(range.max);
    }
    expect(symmetricRange({ min: 0, max: 0 })).toEqual({ min: -1, max: 1 });
    expect(symmetricRange({ min: Number.NaN, max: Number.NaN })).toEqual({ min: -1, max: 1 });
  });
});
