import { dealerSign, gammaExposureUsd } from "../../kernels/options/gex.ts";
import { netPremiumUsd, type SidedPremium } from "../../kernels/options/net-premium.ts";
import type { StrikeRow } from "../../ports/option-store.ts";
import type { PricedContract } from "./complete-chain.ts";

type Sums = { -readonly [K in keyof StrikeRow]: StrikeRow[K] };

/** Dollars that the day's volume of a contract is worth at its price now. */
export function premiumUsd(contract: PricedContract): number | null {
  const { volume, fairPrice, multiplier } = contract;
  return volume === null || fairPrice === null ? null : volume * fairPrice * multiplier;
}

/** Exposure of a contract by sign, dollars for a move of 1 %; null without its inputs. */
export function signedGexUsd(contract: PricedContract, spot: number | null): number | null {
  const { gamma, openInterest, multiplier } = contract;
  if (gamma === null || openInterest === null || spot === null) return null;
  const sign = dealerSign(contract.right === "call");
  return sign * gammaExposureUsd({ gamma, openInterest, multiplier, spot });
}

/**
 * Sums over the contracts of each strike and expiry, by expiry and strike. `netPremiumUsd` goes on
 * from what the day had before, as trades come look by look.
 */
export function strikeRows(
  contracts: readonly PricedContract[],
  facts: {
    readonly spot: number | null;
    readonly trades: ReadonlyMap<string, SidedPremium>;
    readonly before: readonly StrikeRow[];
  },
): readonly StrikeRow[] {
  const rows = new Map<string, Sums>();
  for (const contract of contracts) {
    const row = rowOf(rows, contract);
    const exposure = signedGexUsd(contract, facts.spot);
    const premium = premiumUsd(contract);
    const { volume, openInterest } = contract;
    if (contract.right === "call") {
      row.callVolume = plus(row.callVolume, volume);
      row.callOpenInterest = plus(row.callOpenInterest, openInterest);
      row.callGexUsd = plus(row.callGexUsd, exposure);
      row.callPremiumUsd = plus(row.callPremiumUsd, premium);
    } else {
      row.putVolume = plus(row.putVolume, volume);
      row.putOpenInterest = plus(row.putOpenInterest, openInterest);
      row.putGexUsd = plus(row.putGexUsd, exposure);
      row.putPremiumUsd = plus(row.putPremiumUsd, premium);
    }
    const sided = facts.trades.get(contract.occ);
    const net = sided === undefined ? null : netPremiumUsd(contract.right === "call", sided);
    row.netPremiumUsd = plus(row.netPremiumUsd, net);
  }
  for (const { expiry, strike, netPremiumUsd } of facts.before) {
    const row = rows.get(`${expiry}:${strike}`);
    if (row) row.netPremiumUsd = plus(row.netPremiumUsd, netPremiumUsd);
  }
  return [...rows.values()].sort((a, b) => a.expiry - b.expiry || a.strike - b.strike);
}

/** A sum of what is known; null as long as nothing is. */
export function plus(sum: number | null, value: number | null): number | null {
  if (value === null) return sum;
  return (sum ?? 0) + value;
}

function rowOf(rows: Map<string, Sums>, { expiry, strike }: PricedContract): Sums {
  const key = `${expiry}:${strike}`;
  let row = rows.get(key);
  if (row === undefined) {
    row = {
      ...{ expiry, strike, callVolume: null, putVolume: null, callOpenInterest: null },
      ...{ putOpenInterest: null, callGexUsd: null, putGexUsd: null, callPremiumUsd: null },
      ...{ putPremiumUsd: null, netPremiumUsd: null },
    };
    rows.set(key, row);
  }
  return row;
}
