import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { americanPrice, exerciseTrigger } from "./american-price.ts";
import { blackScholesPrice } from "./black-scholes.ts";
import { optionGreeks } from "./option-greeks.ts";
import { intrinsicValue, type OptionInputs } from "./option-inputs.ts";

const options = fc
  .record({
    isCall: fc.boolean(),
    spot: fc.constant(100),
    strike: fc.double({ min: 70, max: 140, noNaN: true }),
    years: fc.double({ min: 0.001, max: 2, noNaN: true }),
    interestRatio: fc.double({ min: 0.005, max: 0.1, noNaN: true }),
    carryRatio: fc.double({ min: -0.05, max: 0.1, noNaN: true }),
    ivRatio: fc.double({ min: 0.05, max: 1.5, noNaN: true }),
  })
  .map((one): OptionInputs => one);

/** Binomial tree of Cox, Ross and Rubinstein: another road to the true American price. */
function treePrice(inputs: OptionInputs, steps = 400): number {
  const { isCall, spot, strike, years, interestRatio, carryRatio, ivRatio } = inputs;
  const stepYears = years / steps;
  const up = Math.exp(ivRatio * Math.sqrt(stepYears));
  const chance = (Math.exp(carryRatio * stepYears) - 1 / up) / (up - 1 / up);
  const discount = Math.exp(-interestRatio * stepYears);
  const worth = (step: number, ups: number) =>
    intrinsicValue(isCall, spot * up ** (2 * ups - step), strike);
  const values = Float64Array.from({ length: steps + 1 }, (_, ups) => worth(steps, ups));
  for (let step = steps - 1; step >= 0; step--) {
    for (let ups = 0; ups <= step; ups++) {
      const kept = discount * (chance * values[ups + 1] + (1 - chance) * values[ups]);
      values[ups] = Math.max(kept, worth(step, ups));
    }
  }
  return values[0];
}

describe("the American price", () => {
  test("equals the worked example of Haug 2007 for Bjerksund and Stensland 1993", () => {
    const call = { isCall: true, spot: 42, strike: 40, years: 0.75, ivRatio: 0.35 };
    expect(americanPrice({ ...call, interestRatio: 0.04, carryRatio: -0.04 })).toBeCloseTo(
      5.2704,
      4,
    );
  });

  test("is under a tree of 400 steps, by 0.4 % of the spot at most in the usual range", () => {
    // Volatility times the root of time up to a half: a year at 50 %, three months at 100 %.
    const usual = options.map((one) => ({
      ...one,
      years: Math.min(one.years, (0.5 / one.ivRatio) ** 2),
    }));
    fc.assert(
      fc.property(usual, (one) => {
        const differencePct = (100 * (americanPrice(one) - treePrice(one))) / one.spot;
        // A tree of so many steps is itself off by some hundredths of a percent.
        expect(differencePct).toBeLessThan(0.06);
        expect(differencePct).toBeGreaterThan(-0.46);
      }),
      { numRuns: 60 },
    );
  });

  test("is worth at least the European one and exercise at once", () => {
    fc.assert(
      fc.property(options, (one) => {
        const price = americanPrice(one);
        expect(price).toBeGreaterThanOrEqual(blackScholesPrice(one));
        expect(price).toBeGreaterThanOrEqual(intrinsicValue(one.isCall, one.spot, one.strike));
        expect(price).toBeLessThanOrEqual(Math.max(one.spot, one.strike));
      }),
    );
  });

  test("of a call on a share without dividends is the European price", () => {
    const call = { isCall: true, spot: 100, strike: 90, years: 0.5, ivRatio: 0.3 };
    const inputs = { ...call, interestRatio: 0.05, carryRatio: 0.05 };
    expect(americanPrice(inputs)).toBe(blackScholesPrice(inputs));
    expect(exerciseTrigger(inputs)).toBe(Number.POSITIVE_INFINITY);
  });

  test("never falls when volatility rises", () => {
    fc.assert(
      fc.property(options, (one) => {
        const wilder = americanPrice({ ...one, ivRatio: one.ivRatio * 1.05 });
        expect(wilder).toBeGreaterThanOrEqual(americanPrice(one) - 1e-7 * one.spot);
      }),
    );
  });

  test("is a number even where powers of prices overflow", () => {
    const deep = { isCall: false, spot: 20, strike: 400, years: 2, ivRatio: 0.01 };
    expect(americanPrice({ ...deep, interestRatio: 0.05, carryRatio: 0.05 })).toBe(380);
    const far = { isCall: false, spot: 400, strike: 20, years: 2, ivRatio: 0.01 };
    expect(americanPrice({ ...far, interestRatio: 0.05, carryRatio: 0.05 })).toBe(0);
  });
});

describe("the exercise trigger", () => {
  test("is where the price becomes what exercise at once is worth, or waiting to the end", () => {
    fc.assert(
      fc.property(options, (one) => {
        const trigger = exerciseTrigger(one);
        if (!(trigger > 1 && trigger < 1_000)) return;
        const beyond = trigger * (one.isCall ? 1.001 : 0.999);
        const at = { ...one, spot: beyond };
        const atOnce = intrinsicValue(one.isCall, beyond, one.strike);
        const worth = Math.max(atOnce, blackScholesPrice(at));
        expect(Math.abs(americanPrice(at) - worth)).toBeLessThan(1e-9 * one.strike);
        expect(exerciseTrigger(at)).toBeCloseTo(trigger, 6);
      }),
    );
  });

  test("beyond it delta is 1 or -1 and nothing else moves the price", () => {
    const put = { isCall: false, spot: 100, strike: 150, years: 0.05, ivRatio: 0.3 };
    const greeks = optionGreeks("american", { ...put, interestRatio: 0.05, carryRatio: 0.05 });
    expect(greeks).toEqual({ price: 50, delta: -1, gamma: 0, theta: 0, vega: 0, rho: 0 });
  });
});

describe("American greeks", () => {
  test("of a call without dividends equal the closed forms", () => {
    const call = { isCall: true, spot: 100, strike: 95, years: 0.2, ivRatio: 0.35 };
    const inputs = { ...call, interestRatio: 0.04, carryRatio: 0.04 };
    const american = optionGreeks("american", inputs);
    const european = optionGreeks("european", inputs);
    for (const key of ["price", "delta", "gamma", "theta", "vega", "rho"] as const) {
      expect(Math.abs(american[key] - european[key]), key).toBeLessThan(2e-6);
    }
  });

  test("theta takes all the time value where less than a day is left", () => {
    const put = { isCall: false, spot: 100, strike: 98, years: 0.5 / 365.25, ivRatio: 0.4 };
    const inputs = { ...put, interestRatio: 0.04, carryRatio: 0.04 };
    for (const style of ["american", "european"] as const) {
      const { price, theta } = optionGreeks(style, inputs);
      expect(price).toBeGreaterThan(0);
      expect(theta).toBe(-price);
    }
  });

  test("are numbers for every option that lives, and NaN for what is none", () => {
    fc.assert(
      fc.property(options, (one) => {
        const greeks = optionGreeks("american", one);
        for (const value of Object.values(greeks)) expect(Number.isFinite(value)).toBe(true);
        // Carry above interest means that holding the share pays: then delta may pass 1.
        const growth = Math.exp(Math.max(one.carryRatio - one.interestRatio, 0) * one.years);
        expect(Math.abs(greeks.delta)).toBeLessThanOrEqual(growth + 1e-6);
      }),
    );
    const none = { isCall: true, spot: Number.NaN, strike: 1, years: 1, ivRatio: 1 };
    const { delta } = optionGreeks("american", { ...none, interestRatio: 0, carryRatio: 0 });
    expect(delta).toBeNaN();
  });
});
