import type { Provenance } from "../../domain/provenance.ts";
import { maxPain } from "../../kernels/options/max-pain.ts";
import { putCallRatio } from "../../kernels/options/put-call.ts";
import type { OptionLevels, StrikeRow } from "../../ports/option-store.ts";
import { type ModelFacts, orNull, type PricedContract } from "./complete-chain.ts";
import { gammaLevels, isUsable } from "./gamma-levels.ts";
import { plus } from "./strike-rows.ts";

const noLevels = {
  ...{ zeroGamma: null, callWall: null, putWall: null },
  ...{ callWallByOpenInterest: null, putWallByOpenInterest: null },
} as const;

/** What a chain says as a whole. `strikes` are the sums of the same contracts. */
export function chainLevels(
  contracts: readonly PricedContract[],
  strikes: readonly StrikeRow[],
  facts: ModelFacts & {
    readonly underlying: string;
    readonly provenance: Provenance;
    readonly computedTsMs: number;
  },
): OptionLevels {
  const { underlying, spot, provenance, computedTsMs } = facts;
  const calls = sumOf(strikes, "callPremiumUsd");
  const puts = sumOf(strikes, "putPremiumUsd");
  const gex = [sumOf(strikes, "callGexUsd"), sumOf(strikes, "putGexUsd")] as const;
  return {
    ...provenance,
    underlying,
    spot,
    expiries: [...new Set(strikes.map(({ expiry }) => expiry))],
    contractCount: contracts.length,
    gammaContractCount: contracts.filter(isUsable).length,
    gexUsd: plus(gex[0], gex[1]),
    ...(spot === null ? noLevels : gammaLevels(contracts, { ...facts, spot })),
    maxPain: maxPainOfNearest(strikes),
    putCallVolumeRatio: ratio(strikes, "putVolume", "callVolume"),
    putCallOpenInterestRatio: ratio(strikes, "putOpenInterest", "callOpenInterest"),
    callMinusPutPremiumUsd: calls === null && puts === null ? null : (calls ?? 0) - (puts ?? 0),
    netPremiumUsd: sumOf(strikes, "netPremiumUsd"),
    computedTsMs,
  };
}

type Column = Exclude<keyof StrikeRow, "expiry" | "strike">;

function sumOf(strikes: readonly StrikeRow[], column: Column): number | null {
  return strikes.reduce<number | null>((sum, row) => plus(sum, row[column]), null);
}

function ratio(strikes: readonly StrikeRow[], puts: Column, calls: Column): number | null {
  const over = sumOf(strikes, puts) ?? Number.NaN;
  return orNull(putCallRatio(over, sumOf(strikes, calls) ?? Number.NaN));
}

function maxPainOfNearest(strikes: readonly StrikeRow[]): number | null {
  const nearest = strikes.filter(({ expiry }) => expiry === strikes[0]?.expiry);
  const column = (name: Column) => Float64Array.from(nearest, (row) => row[name] ?? Number.NaN);
  const listed = Float64Array.from(nearest, ({ strike }) => strike);
  return orNull(maxPain(listed, column("callOpenInterest"), column("putOpenInterest")));
}
