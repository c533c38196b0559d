import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  blackScholesGamma,
  blackScholesPrice,
  blackScholesSlopes,
  daysPerYear,
} from "./black-scholes.ts";
import type { OptionInputs } from "./option-inputs.ts";

const base: OptionInputs = {
  ...{ isCall: true, spot: 100, strike: 105, years: 0.4 },
  ...{ interestRatio: 0.05, carryRatio: 0.03, ivRatio: 0.3 },
};

/** Options that a chain may hold: minutes to two years, 5 % to 200 % volatility. */
const anyOption = fc.record({
  isCall: fc.boolean(),
  spot: fc.double({ min: 5, max: 1_000, noNaN: true }),
  strike: fc.double({ min: 0.6, max: 1.6, noNaN: true }),
  years: fc.double({ min: 5 / (daysPerYear * 1_440), max: 2, noNaN: true }),
  interestRatio: fc.double({ min: 0, max: 0.1, noNaN: true }),
  carryRatio: fc.double({ min: -0.05, max: 0.1, noNaN: true }),
  ivRatio: fc.double({ min: 0.05, max: 2, noNaN: true }),
});
const options = anyOption.map((one): OptionInputs => ({ ...one, strike: one.strike * one.spot }));

describe("the European price", () => {
  test("equals the worked examples of Haug 2007", () => {
    const call = { isCall: true, spot: 60, strike: 65, years: 0.25, ivRatio: 0.3 };
    const noYield = { ...call, interestRatio: 0.08, carryRatio: 0.08 };
    expect(blackScholesPrice(noYield)).toBeCloseTo(2.1334, 4);
    const put = { isCall: false, spot: 100, strike: 95, years: 0.5, ivRatio: 0.2 };
    const withYield = { ...put, interestRatio: 0.1, carryRatio: 0.05 };
    expect(blackScholesPrice(withYield)).toBeCloseTo(2.4648, 4);
  });

  test("keeps put-call parity", () => {
    fc.assert(
      fc.property(options, (one) => {
        const call = blackScholesPrice({ ...one, isCall: true });
        const put = blackScholesPrice({ ...one, isCall: false });
        const { spot, strike, years, interestRatio, carryRatio } = one;
        const forward = spot * Math.exp((carryRatio - interestRatio) * years);
        const cash = strike * Math.exp(-interestRatio * years);
        expect(Math.abs(call - put - (forward - cash))).toBeLessThan(1e-11 * (spot + strike));
      }),
    );
  });

  test("scales with the price of the share", () => {
    fc.assert(
      fc.property(options, (one) => {
        const tenfold = { ...one, spot: 10 * one.spot, strike: 10 * one.strike };
        const difference = blackScholesPrice(tenfold) - 10 * blackScholesPrice(one);
        expect(Math.abs(difference)).toBeLessThan(1e-11 * tenfold.spot);
      }),
    );
  });

  test("is what exercise is worth at expiry, and close to it a minute before", () => {
    expect(blackScholesPrice({ ...base, years: 0, spot: 110 })).toBe(5);
    expect(blackScholesPrice({ ...base, years: 0 })).toBe(0);
    const minute = 1 / (daysPerYear * 1_440);
    expect(blackScholesPrice({ ...base, years: minute, spot: 110 })).toBeCloseTo(5, 4);
    // At the money the price of a minute is that of its deviation: 0.4 * spot * iv * sqrt(t).
    const atMoney = blackScholesPrice({ ...base, years: minute, spot: 105 });
    expect(atMoney / (0.3989 * 105 * 0.3 * Math.sqrt(minute))).toBeCloseTo(1, 2);
  });

  test("is NaN where an input is none", () => {
    for (const key of ["spot", "strike", "years", "ivRatio", "interestRatio"] as const) {
      expect(blackScholesPrice({ ...base, [key]: Number.NaN }), key).toBeNaN();
      expect(blackScholesSlopes({ ...base, [key]: Number.NaN }).delta, key).toBeNaN();
    }
    expect(blackScholesPrice({ ...base, years: -0.1 })).toBeNaN();
    expect(blackScholesPrice({ ...base, ivRatio: -0.1 })).toBeNaN();
  });
});

describe("the closed forms of greeks", () => {
  const price = (change: Partial<OptionInputs>, one: OptionInputs) =>
    blackScholesPrice({ ...one, ...change });

  test("are the slopes of the price", () => {
    fc.assert(
      fc.property(options, (one) => {
        const { spot, years, ivRatio, interestRatio, carryRatio } = one;
        const { delta, gamma, vega, rho, theta } = blackScholesSlopes(one);
        const step = Math.min(1e-4, 0.01 * ivRatio * Math.sqrt(years)) * spot;
        const [up, down] = [price({ spot: spot + step }, one), price({ spot: spot - step }, one)];
        expect(Math.abs((up - down) / (2 * step) - delta)).toBeLessThan(1e-4);
        const bend = (up - 2 * price({}, one) + down) / (step * step);
        expect(Math.abs(bend - gamma)).toBeLessThan(1e-3 * Math.max(gamma, 1 / spot));
        const wilder = price({ ivRatio: ivRatio + 1e-5 }, one);
        const calmer = price({ ivRatio: ivRatio - 1e-5 }, one);
        expect(Math.abs((wilder - calmer) / 2e-3 - vega)).toBeLessThan(1e-6 * spot);
        const dearer = { interestRatio: interestRatio + 1e-5, carryRatio: carryRatio + 1e-5 };
        const cheaper = { interestRatio: interestRatio - 1e-5, carryRatio: carryRatio - 1e-5 };
        const toRate = (price(dearer, one) - price(cheaper, one)) / 2e-3;
        expect(Math.abs(toRate - rho)).toBeLessThan(1e-6 * spot);
        const time = years * 1e-4;
        const passed = price({ years: years - time }, one) - price({ years: years + time }, one);
        const daily = passed / (2 * time * daysPerYear);
        expect(Math.abs(daily - theta)).toBeLessThan(1e-3 * Math.max(Math.abs(theta), 1e-3 * spot));
      }),
      { numRuns: 60 },
    );
  });

  test("at expiry only delta is left", () => {
    const atExpiry = blackScholesSlopes({ ...base, isCall: false, years: 0 });
    expect(atExpiry).toEqual({ delta: -1, gamma: 0, theta: 0, vega: 0, rho: 0 });
    expect(blackScholesSlopes({ ...base, years: 0 }).delta).toBe(0);
  });

  test("gamma for grids is the same gamma", () => {
    fc.assert(
      fc.property(options, (one) => {
        const { spot, strike, years, ivRatio, interestRatio, carryRatio } = one;
        const term = {
          deviation: ivRatio * Math.sqrt(years),
          growth: Math.exp((carryRatio - interestRatio) * years),
          drift: carryRatio * years,
        };
        const { gamma } = blackScholesSlopes(one);
        const fast = blackScholesGamma(spot, strike, term);
        expect(Math.abs(fast - gamma)).toBeLessThanOrEqual(1e-9 * gamma + 1e-300);
      }),
    );
    expect(blackScholesGamma(100, 100, { deviation: 0, growth: 1, drift: 0 })).toBe(0);
    expect(blackScholesGamma(100, Number.NaN, { deviation: 1, growth: 1, drift: 0 })).toBeNaN();
  });
});
