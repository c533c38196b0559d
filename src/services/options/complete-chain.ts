import type { OptionQuote } from "../../domain/option-contract.ts";
import { exerciseStyleOf, settlementOf } from "../../kernels/options/exercise-style.ts";
import { expiryTsMs, yearsUntil } from "../../kernels/options/expiry-time.ts";
import { impliedVolatility } from "../../kernels/options/implied-volatility.ts";
import { optionGreeks } from "../../kernels/options/option-greeks.ts";
import { fairPrice } from "../../kernels/options/option-spread.ts";

/** What the model needs beside the quotes. */
export interface ModelFacts {
  /** Null: no model can be reckoned; what the vendor told stays. */
  readonly spot: number | null;
  readonly interestRatio: number;
  readonly dividendRatio: number;
  /** The moment that the quotes speak of. */
  readonly tsMs: number;
}

/** A contract with greeks, where there is anything to compute them from. */
export interface PricedContract extends OptionQuote {
  /** Time left, in years of 365.25 days. */
  readonly years: number;
  /** Dollars a share to reckon with; null where nobody tells any. */
  readonly fairPrice: number | null;
}

/** A volatility of 1,000 % and more is a vendor's way to say that it has none. */
const ivRatioMax = 10;

/**
 * The standard contracts of a chain that still live. Volatility comes from the middle of the
 * quote where the vendor gives none, greeks from the model where it gives no delta or gamma; what
 * the vendor gives stays.
 */
export function completeChain(
  contracts: readonly OptionQuote[],
  facts: ModelFacts,
): readonly PricedContract[] {
  const completed: PricedContract[] = [];
  for (const contract of contracts) {
    if (!contract.isStandard) continue;
    const untilTsMs = expiryTsMs(contract.expiry, settlementOf(contract.root));
    const years = yearsUntil(facts.tsMs, untilTsMs);
    if (years > 0) completed.push(complete(contract, years, facts));
  }
  return completed;
}

function complete(contract: OptionQuote, years: number, facts: ModelFacts): PricedContract {
  const { bid, ask, mark, last } = contract;
  const middle = orNull(fairPrice(bid ?? Number.NaN, ask ?? Number.NaN, mark ?? Number.NaN));
  const priced = { ...contract, years, fairPrice: middle ?? last };
  const told = contract.ivRatio;
  const toldIv = told !== null && told > 0 && told < ivRatioMax ? told : null;
  const { spot } = facts;
  if (spot === null) return { ...priced, ivRatio: toldIv };
  const style = exerciseStyleOf(contract.root);
  const inputs = {
    isCall: contract.right === "call",
    spot,
    strike: contract.strike,
    years,
    interestRatio: facts.interestRatio,
    carryRatio: facts.interestRatio - facts.dividendRatio,
  };
  const ivRatio = toldIv ?? orNull(impliedVolatility(style, inputs, middle ?? Number.NaN));
  const hasGreeks = contract.delta !== null && contract.gamma !== null;
  if (ivRatio === null || hasGreeks) return { ...priced, ivRatio };
  const { delta, gamma, theta, vega, rho } = optionGreeks(style, { ...inputs, ivRatio });
  return { ...priced, ivRatio, delta, gamma, theta, vega, rho, greeksFrom: "model" };
}

/** Kernels speak of what is not known as NaN, rows as null. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
