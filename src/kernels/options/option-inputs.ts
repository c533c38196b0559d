/**
 * What a model needs to price one option on one share.
 *
 * spot strike     dollars
 * years           calendar time until expiry, in years of 365.25 days: see `yearsUntil`
 * interestRatio   riskless rate, continuous, a fraction
 * carryRatio      interest minus dividend yield and borrowing fee, continuous: what the forward
 *                 price grows by
 * ivRatio         volatility, a fraction
 */
export interface OptionInputs {
  readonly isCall: boolean;
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
  readonly interestRatio: number;
  readonly carryRatio: number;
  readonly ivRatio: number;
}

/** american: on any day, all US shares and funds; european: at expiry only, indices. */
export type ExerciseStyle = "american" | "european";

/**
 * delta gamma   a share
 * theta         what one calendar day takes from the price, all else equal; of less than a day
 *               left, all the time value. Negative as a rule
 * vega rho      for one point, 0.01, of volatility and of interest
 */
export interface Greeks {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
  readonly rho: number;
}

/** What exercise at once is worth. */
export function intrinsicValue(isCall: boolean, spot: number, strike: number): number {
  return Math.max(isCall ? spot - strike : strike - spot, 0);
}

/** True where every input is a number that a model can use; else its answer is NaN. */
export function isPriceable(inputs: OptionInputs): boolean {
  const { spot, strike, years, ivRatio, interestRatio, carryRatio } = inputs;
  return (
    spot > 0 &&
    strike > 0 &&
    years >= 0 &&
    ivRatio >= 0 &&
    Number.isFinite(spot + strike + years + ivRatio + interestRatio + carryRatio)
  );
}
