import { normalCdf, normalDensity } from "./normal.ts";
import { intrinsicValue, isPriceable, type OptionInputs } from "./option-inputs.ts";

/**
 * European price by Black, Scholes and Merton with a continuous dividend yield.
 *
 * in    inputs
 * out   dollars a share; what exercise is worth at expiry or at no volatility
 * gaps  NaN where an input is NaN, negative or no number
 * cost  O(1)
 * src   Merton 1973; Haug 2007, "The Complete Guide to Option Pricing Formulas", 1.1.6
 */
export function blackScholesPrice(inputs: OptionInputs): number {
  if (!isPriceable(inputs)) return Number.NaN;
  const { isCall, spot, strike, years, interestRatio, carryRatio, ivRatio } = inputs;
  const forwardSpot = spot * Math.exp((carryRatio - interestRatio) * years);
  const strikeNow = strike * Math.exp(-interestRatio * years);
  const deviation = ivRatio * Math.sqrt(years);
  if (deviation === 0) return intrinsicValue(isCall, forwardSpot, strikeNow);
  const d1 = Math.log(forwardSpot / strikeNow) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  return isCall
    ? forwardSpot * normalCdf(d1) - strikeNow * normalCdf(d2)
    : strikeNow * normalCdf(-d2) - forwardSpot * normalCdf(-d1);
}

/** Closed forms of the same source. Theta here is the slope, a calendar day: see `Greeks`. */
export interface BlackScholesSlopes {
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
  readonly rho: number;
}

/** At expiry and at no volatility delta is 0, 1 or -1 and the others are 0. */
export function blackScholesSlopes(inputs: OptionInputs): BlackScholesSlopes {
  if (!isPriceable(inputs)) return noSlopes;
  const { isCall, spot, strike, years, interestRatio, carryRatio, ivRatio } = inputs;
  const sign = isCall ? 1 : -1;
  const deviation = ivRatio * Math.sqrt(years);
  if (deviation === 0) {
    const isWorthIt = sign * (spot * Math.exp(carryRatio * years) - strike) > 0;
    return { delta: isWorthIt ? sign : 0, gamma: 0, theta: 0, vega: 0, rho: 0 };
  }
  const growth = Math.exp((carryRatio - interestRatio) * years);
  const strikeNow = strike * Math.exp(-interestRatio * years);
  const d1 = Math.log((spot * growth) / strikeNow) / deviation + deviation / 2;
  const density = normalDensity(d1);
  const shares = normalCdf(sign * d1);
  const cash = strikeNow * normalCdf(sign * (d1 - deviation));
  const decay = (spot * growth * density * ivRatio) / (2 * Math.sqrt(years));
  const yearly =
    -decay - sign * ((carryRatio - interestRatio) * spot * growth * shares + interestRatio * cash);
  return {
    delta: sign * growth * shares,
    gamma: (growth * density) / (spot * deviation),
    theta: yearly / daysPerYear,
    vega: spot * growth * density * Math.sqrt(years) * point,
    rho: sign * years * cash * point,
  };
}

/**
 * Gamma alone, for grids: some 40 ns a value. NaN in, NaN out; 0 at expiry.
 *
 * in    deviation   volatility times the root of the years left
 *       growth      exp((carry - interest) * years)
 *       drift       carry * years
 */
export function blackScholesGamma(
  spot: number,
  strike: number,
  term: { readonly deviation: number; readonly growth: number; readonly drift: number },
): number {
  const { deviation, growth, drift } = term;
  if (deviation === 0) return 0;
  const d1 = (Math.log(spot / strike) + drift) / deviation + deviation / 2;
  return (growth * normalDensity(d1)) / (spot * deviation);
}

export const daysPerYear = 365.25;
/** One point of volatility or interest. */
export const point = 0.01;
const noSlopes: BlackScholesSlopes = {
  delta: Number.NaN,
  gamma: Number.NaN,
  theta: Number.NaN,
  vega: Number.NaN,
  rho: Number.NaN,
};
