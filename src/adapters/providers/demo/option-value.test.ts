import { expect, test } from "bun:test";
import fc from "fast-check";
import { normalBelow, type OptionValue, valueOption } from "./option-value.ts";

function worthOf(option: Parameters<typeof valueOption>[0]): OptionValue {
  const value = { price: 0, delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0 };
  valueOption(option, value);
  return value;
}

const contract = fc.record({
  spot: fc.double({ min: 5, max: 500, noNaN: true }),
  moneyness: fc.double({ min: 0.6, max: 1.6, noNaN: true }),
  years: fc.double({ min: 0.001, max: 2, noNaN: true }),
  ivRatio: fc.double({ min: 0.08, max: 1.5, noNaN: true }),
});

test("a textbook example is met", () => {
  // Hull, chapter "The Black-Scholes-Merton model": 4.76 and 0.81.
  const option = { spot: 42, strike: 40, years: 0.5, ivRatio: 0.2, interestRatio: 0.1 };
  expect(worthOf({ ...option, isCall: true }).price).toBeCloseTo(4.7594, 4);
  expect(worthOf({ ...option, isCall: false }).price).toBeCloseTo(0.8086, 4);
});

test("textbook greeks are met", () => {
  // Hull, chapter "The Greek letters": a call with 20 weeks left.
  const option = { spot: 49, strike: 50, years: 0.3846, ivRatio: 0.2, interestRatio: 0.05 };
  const { delta, gamma, theta, vega, rho } = worthOf({ ...option, isCall: true });
  expect(delta).toBeCloseTo(0.522, 3);
  expect(gamma).toBeCloseTo(0.066, 3);
  expect(theta * 365).toBeCloseTo(-4.31, 2);
  expect(vega * 100).toBeCloseTo(12.1, 1);
  expect(rho * 100).toBeCloseTo(8.91, 2);
});

test("a call less a put is the spot less the discounted strike", () => {
  fc.assert(
    fc.property(contract, ({ spot, moneyness, years, ivRatio }) => {
      const option = { spot, strike: spot * moneyness, years, ivRatio, interestRatio: 0.04 };
      const call = worthOf({ ...option, isCall: true });
      const put = worthOf({ ...option, isCall: false });
      const forward = spot - option.strike * Math.exp(-0.04 * years);
      expect(Math.abs(call.price - put.price - forward)).toBeLessThan(1e-9 * spot);
      expect(call.delta - put.delta).toBeCloseTo(1, 12);
    }),
  );
});

test("greeks are the slopes of the price", () => {
  fc.assert(
    fc.property(contract, fc.boolean(), ({ spot, moneyness, years, ivRatio }, isCall) => {
      const option = {
        isCall,
        spot,
        strike: spot * moneyness,
        years,
        ivRatio,
        interestRatio: 0.04,
      };
      const { delta, vega, rho } = worthOf(option);
      const slope = (name: "spot" | "ivRatio" | "interestRatio", step: number) =>
        (worthOf({ ...option, [name]: option[name] + step }).price -
          worthOf({ ...option, [name]: option[name] - step }).price) /
        (2 * step);
      const scale = 1e-3 * spot;
      expect(Math.abs(slope("spot", spot * 1e-6) - delta)).toBeLessThan(1e-3);
      expect(Math.abs(slope("ivRatio", 1e-6) - vega * 100)).toBeLessThan(scale);
      expect(Math.abs(slope("interestRatio", 1e-6) - rho * 100)).toBeLessThan(scale);
    }),
  );
});

test("the normal distribution has its known values and mirrors at 0", () => {
  expect(normalBelow(0)).toBeCloseTo(0.5, 15);
  expect(normalBelow(1.96)).toBeCloseTo(0.975_002_104_851_78, 13);
  expect(normalBelow(-3)).toBeCloseTo(0.001_349_898_031_63, 14);
  expect(normalBelow(7.5)).toBe(1 - normalBelow(-7.5));
  expect([normalBelow(-9), normalBelow(9)]).toEqual([0, 1]);
});
