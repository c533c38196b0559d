import { assert } from "../../base/assert.ts";
import { blackScholesGamma } from "./black-scholes.ts";
import { dealerSign, gammaExposureUsd } from "./gex.ts";

/**
 * Contracts by columns of one length. `weight` is open interest times shares a contract; rows
 * without it, without years or without a volatility are left out by whoever builds them.
 */
export interface GammaColumns {
  readonly strike: Float64Array;
  /** 1 a call, 0 a put. */
  readonly isCall: Uint8Array;
  readonly years: Float64Array;
  readonly ivRatio: Float64Array;
  readonly weight: Float64Array;
  readonly interestRatio: number;
  readonly carryRatio: number;
}

/**
 * Gamma exposure of a whole chain at other spots: gamma is priced anew at each of them, every
 * contract keeps its own volatility (sticky strike).
 *
 * in    columns[n], spots[m], ivFactor that all volatilities are multiplied with
 * out   gexUsd[m], dollars for a move of 1 %: calls minus puts
 * flat  0 without contracts
 * gaps  NaN where a column holds a NaN
 * cost  O(n * m), one exponential each; allocates one object a contract
 * src   perfiliev.com, "How to calculate gamma exposure and zero gamma level"; European gamma
 */
export function gammaProfile(
  columns: GammaColumns,
  spots: Float64Array,
  options: { readonly ivFactor: number },
  gexUsd: Float64Array,
): void {
  assert(spots.length === gexUsd.length, "gexUsd is as long as spots");
  gexUsd.fill(0);
  for (let i = 0; i < columns.strike.length; i++) {
    addToProfile(columns, i, { spots, ivFactor: options.ivFactor, times: 1 }, gexUsd);
  }
}

/** Adds the exposure of one contract, `times` times: -1 takes it out again. */
export function addToProfile(
  columns: GammaColumns,
  index: number,
  how: { readonly spots: Float64Array; readonly ivFactor: number; readonly times: number },
  gexUsd: Float64Array,
): void {
  const { spots } = how;
  const term = termOf(columns, index, how.ivFactor);
  const strike = columns.strike[index];
  const openInterest = columns.weight[index] * dealerSign(columns.isCall[index] === 1) * how.times;
  for (let k = 0; k < spots.length; k++) {
    const spot = spots[k];
    const gamma = blackScholesGamma(spot, strike, term);
    gexUsd[k] += gammaExposureUsd({ gamma, openInterest, multiplier: 1, spot });
  }
}

/** Exposure of each contract at one spot, without a sign. */
export function modelExposures(
  columns: GammaColumns,
  at: { readonly spot: number; readonly ivFactor: number },
  gexUsd: Float64Array,
): void {
  const { spot } = at;
  for (let i = 0; i < columns.strike.length; i++) {
    const gamma = blackScholesGamma(spot, columns.strike[i], termOf(columns, i, at.ivFactor));
    const openInterest = columns.weight[i];
    gexUsd[i] = gammaExposureUsd({ gamma, openInterest, multiplier: 1, spot });
  }
}

function termOf(columns: GammaColumns, index: number, ivFactor: number) {
  const years = columns.years[index];
  return {
    deviation: columns.ivRatio[index] * ivFactor * Math.sqrt(years),
    growth: Math.exp((columns.carryRatio - columns.interestRatio) * years),
    drift: columns.carryRatio * years,
  };
}
