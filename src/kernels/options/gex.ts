/**
 * Gamma exposure of one contract: dollars of shares that whoever hedges its open interest has to
 * trade when the underlying moves by 1 %. Multiply per contract, then sum: sums of gamma and of
 * open interest multiplied say something else.
 *
 * in    gamma a share, open interest in contracts, shares a contract, spot in dollars
 * out   dollars for a move of 1 %, without a sign: see `dealerSign`
 * gaps  NaN where an input is NaN
 * cost  O(1)
 * src   gamma * openInterest * multiplier * spot ** 2 * 0.01; perfiliev.com, SpotGamma
 */
export function gammaExposureUsd(contract: {
  readonly gamma: number;
  readonly openInterest: number;
  readonly multiplier: number;
  readonly spot: number;
}): number {
  const { gamma, openInterest, multiplier, spot } = contract;
  return gamma * openInterest * multiplier * spot * spot * onePercent;
}

/**
 * The "naive" convention: dealers are long every call and short every put. Nobody knows who holds
 * what; it is a fair guess for indices and large names only.
 */
export function dealerSign(isCall: boolean): 1 | -1 {
  return isCall ? 1 : -1;
}

const onePercent = 0.01;
