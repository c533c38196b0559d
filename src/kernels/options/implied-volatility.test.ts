import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { daysPerYear } from "./black-scholes.ts";
import { impliedVolatility } from "./implied-volatility.ts";
import { optionPrice } from "./option-greeks.ts";
import type { OptionInputs } from "./option-inputs.ts";

const options = fc
  .record({
    isCall: fc.boolean(),
    spot: fc.double({ min: 5, max: 1_000, noNaN: true }),
    moneyness: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
    years: fc.double({ min: 10 / (daysPerYear * 1_440), max: 2, noNaN: true }),
    interestRatio: fc.double({ min: 0, max: 0.08, noNaN: true }),
    carryRatio: fc.double({ min: -0.03, max: 0.08, noNaN: true }),
    ivRatio: fc.double({ min: 0.02, max: 5, noNaN: true }),
  })
  .map(({ moneyness, ...one }): OptionInputs => ({ ...one, strike: one.spot * moneyness }));

const put = { isCall: false, spot: 100, strike: 120, years: 0.25 };
const inputs = { ...put, interestRatio: 0.05, carryRatio: 0.05 };

describe("implied volatility", () => {
  for (const style of ["european", "american"] as const) {
    test(`gives the price back, ${style}`, () => {
      fc.assert(
        fc.property(options, (one) => {
          const price = optionPrice(style, one);
          const found = impliedVolatility(style, one, price);
          // A price that no volatility moves has none; the model says so by a NaN.
          const calm = optionPrice(style, { ...one, ivRatio: 1e-3 });
          if (price <= calm + 1e-9 * Math.max(1, price)) return;
          const again = optionPrice(style, { ...one, ivRatio: found });
          expect(Math.abs(again - price)).toBeLessThan(1e-8 * Math.max(1, one.spot));
        }),
        { numRuns: 300 },
      );
    });
  }

  test("finds the volatility itself where the price depends on it", () => {
    for (const ivRatio of [0.01, 0.1, 0.5, 2, 10]) {
      const near = { ...inputs, isCall: true, strike: 101, ivRatio };
      const found = impliedVolatility("american", near, optionPrice("american", near));
      expect(found / ivRatio).toBeCloseTo(1, 6);
    }
  });

  test("is NaN for a price that says nothing of it", () => {
    expect(impliedVolatility("american", inputs, 20), "exercise at once").toBeNaN();
    expect(impliedVolatility("american", inputs, 19.9), "below intrinsic").toBeNaN();
    expect(impliedVolatility("european", inputs, 15), "below the bound").toBeNaN();
    expect(impliedVolatility("european", inputs, 120), "above the bound").toBeNaN();
    expect(impliedVolatility("european", inputs, 0)).toBeNaN();
    expect(impliedVolatility("european", inputs, Number.NaN)).toBeNaN();
    expect(impliedVolatility("european", { ...inputs, years: 0 }, 21)).toBeNaN();
    expect(impliedVolatility("european", { ...inputs, spot: Number.NaN }, 21)).toBeNaN();
  });
});
