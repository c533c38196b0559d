import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { blackScholesSlopes } from "./black-scholes.ts";
import { addToProfile, type GammaColumns, gammaProfile, modelExposures } from "./gamma-profile.ts";
import { dealerSign, gammaExposureUsd } from "./gex.ts";
import { nearestZero } from "./zero-crossing.ts";

const row = fc.record({
  strike: fc.double({ min: 80, max: 120, noNaN: true }),
  isCall: fc.constantFrom(0, 1),
  years: fc.double({ min: 0.002, max: 0.5, noNaN: true }),
  ivRatio: fc.double({ min: 0.1, max: 1, noNaN: true }),
  weight: fc.integer({ min: 1, max: 100_000 }),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function columnsOf(rows: readonly Row[]): GammaColumns {
  return {
    strike: Float64Array.from(rows, (one) => one.strike),
    isCall: Uint8Array.from(rows, (one) => one.isCall),
    years: Float64Array.from(rows, (one) => one.years),
    ivRatio: Float64Array.from(rows, (one) => one.ivRatio),
    weight: Float64Array.from(rows, (one) => one.weight),
    interestRatio: 0.04,
    carryRatio: 0.03,
  };
}

function exposureOf(one: Row, spot: number, ivFactor: number): number {
  const { strike, years, weight } = one;
  const isCall = one.isCall === 1;
  const rates = { interestRatio: 0.04, carryRatio: 0.03, ivRatio: one.ivRatio * ivFactor };
  const { gamma } = blackScholesSlopes({ isCall, spot, strike, years, ...rates });
  return gammaExposureUsd({ gamma, openInterest: weight, multiplier: 1, spot });
}

describe("gamma exposure", () => {
  test("is dollars of shares for a move of 1 %", () => {
    // Delta changes by 0.05 * 4 for a move of 4 dollars; 1,000 contracts of 100 shares at 400.
    const exposure = { gamma: 0.05, openInterest: 1_000, multiplier: 100, spot: 400 };
    expect(gammaExposureUsd(exposure)).toBeCloseTo(0.05 * 4 * 1_000 * 100 * 400, 3);
    expect([dealerSign(true), dealerSign(false)]).toEqual([1, -1]);
    expect(gammaExposureUsd({ ...exposure, gamma: Number.NaN })).toBeNaN();
  });

  test("of a chain at any spot is the sum over its contracts", () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 20 }),
        fc.constantFrom(0.9, 1, 1.1),
        (rows, factor) => {
          const spots = Float64Array.of(85, 100, 113);
          const profile = new Float64Array(3);
          gammaProfile(columnsOf(rows), spots, { ivFactor: factor }, profile);
          spots.forEach((spot, at) => {
            const sum = rows.reduce(
              (total, one) => total + dealerSign(one.isCall === 1) * exposureOf(one, spot, factor),
              0,
            );
            const size = rows.reduce((total, one) => total + exposureOf(one, spot, factor), 1);
            expect(Math.abs(profile[at] - sum)).toBeLessThan(1e-9 * size);
          });
        },
      ),
    );
  });

  test("a contract that is taken out again leaves nothing behind", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 9 }), (rows) => {
        const spots = Float64Array.of(95, 105);
        const [all, rest] = [new Float64Array(2), new Float64Array(2)];
        gammaProfile(columnsOf(rows), spots, { ivFactor: 1 }, all);
        addToProfile(columnsOf(rows), 0, { spots, ivFactor: 1, times: -1 }, all);
        gammaProfile(columnsOf(rows.slice(1)), spots, { ivFactor: 1 }, rest);
        const size = exposureOf(rows[0], 95, 1) + Math.abs(rest[0]) + Math.abs(rest[1]) + 1;
        expect(Math.abs(all[0] - rest[0])).toBeLessThan(1e-9 * size);
      }),
    );
  });

  test("of each contract at one spot is its own", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const exposures = new Float64Array(rows.length);
        modelExposures(columnsOf(rows), { spot: 101, ivFactor: 1.1 }, exposures);
        rows.forEach((one, i) => {
          const expected = exposureOf(one, 101, 1.1);
          expect(Math.abs(exposures[i] - expected)).toBeLessThanOrEqual(1e-9 * expected + 1e-99);
        });
      }),
    );
  });
});

describe("the nearest zero", () => {
  const x = Float64Array.of(90, 95, 100, 105, 110);

  test("lies on the straight line between two points of different sign", () => {
    expect(nearestZero(x, Float64Array.of(-3, -1, 3, 4, 5), 100)).toBe(96.25);
  });

  test("of several is the one nearest to the spot", () => {
    const y = Float64Array.of(-1, 1, 1, -1, 1);
    expect(nearestZero(x, y, 93)).toBe(92.5);
    expect(nearestZero(x, y, 103)).toBe(102.5);
    expect(nearestZero(x, y, 109)).toBe(107.5);
  });

  test("is exact where the curve passes through 0 at a point", () => {
    expect(nearestZero(x, Float64Array.of(-2, -1, 0, 1, 2), 100)).toBe(100);
  });

  test("is NaN where the sign never changes, on a flat line and next to a gap", () => {
    expect(nearestZero(x, Float64Array.of(1, 2, 3, 2, 1), 100)).toBeNaN();
    expect(nearestZero(x, Float64Array.of(2, 1, 0, 1, 2), 100)).toBeNaN();
    expect(nearestZero(x, new Float64Array(5), 100)).toBeNaN();
    expect(nearestZero(x, Float64Array.of(-1, -1, Number.NaN, 1, 1), 100)).toBeNaN();
    expect(nearestZero(new Float64Array(0), new Float64Array(0), 100)).toBeNaN();
  });
});
