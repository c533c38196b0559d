import { formatLocalDate } from "../../domain/local-date.ts";
import type { Provenance } from "../../domain/provenance.ts";
import { daysToExpiry } from "../../kernels/options/expiry-time.ts";
import { spreadPct } from "../../kernels/options/option-spread.ts";
import { volumeZScore } from "../../kernels/options/volume-history.ts";
import {
  flooredVolumeRatio,
  openInterestFloor,
  whaleScore,
} from "../../kernels/options/whale-score.ts";
import type { WhaleFlowRow } from "../../ports/cache-store.ts";
import type { ContractState } from "../../ports/option-store.ts";
import { orNull, type PricedContract } from "./complete-chain.ts";
import type { StateStep } from "./contract-states.ts";
import { premiumUsd } from "./strike-rows.ts";

/** What makes a contract's volume a flow; docs/concepts/options.md gives the reasons. */
export interface FlowThresholds {
  /** Strikes up to so many percent away from the spot. */
  readonly moneynessPctMax: number;
  /** Contracts of the day. */
  readonly volumeMin: number;
  /** Rises of less than so many percent of the last stored volume add up until they are more. */
  readonly volumeRisePctMin: number;
  /** Volume for each open contract, few of which count as `openInterestFloor`. */
  readonly volumeRatioMin: number;
  readonly openInterestFloor: number;
  /** Where open interest is not told: deviations from the contract's own history. */
  readonly volumeZScoreMin: number;
  /** Beside these, one of two: the reference system's score, or premium of the day. */
  readonly scoreMin: number;
  readonly premiumUsdMin: number;
}

export const flowThresholds: FlowThresholds = {
  moneynessPctMax: 15,
  volumeMin: 100,
  volumeRisePctMin: 10,
  volumeRatioMin: 1.5,
  openInterestFloor,
  volumeZScoreMin: 3,
  scoreMin: 100,
  premiumUsdMin: 500_000,
};

/** More than so many rises of one look wait for the next one; the dearest come first. */
const flowsPerLookMax = 200;

export interface FlowFacts {
  readonly underlying: string;
  readonly spot: number | null;
  /** Shares of the underlying traded today. */
  readonly underlyingVolume: number | null;
  readonly provenance: Provenance;
  readonly marketTsMs: number;
  readonly thresholds: FlowThresholds;
}

/** A flow, and the step of the contract that it belongs to. */
export interface FoundFlow {
  readonly row: WhaleFlowRow & { readonly premiumUsd: number | null };
  readonly step: StateStep<PricedContract>;
}

/**
 * Contracts whose volume rose above the one at which their last flow was stored, and that are
 * unusual: one row for each, dearest first.
 */
export function findFlows(
  steps: readonly StateStep<PricedContract>[],
  facts: FlowFacts,
): readonly FoundFlow[] {
  const found: FoundFlow[] = [];
  for (const step of steps) {
    const { after } = step;
    if (!isRise(after, facts.thresholds) || after.volume < facts.thresholds.volumeMin) continue;
    if (!isNearSpot(step.contract, facts)) continue;
    const row = flowRow(step, facts);
    if (isUnusual(row, facts.thresholds)) found.push({ row, step });
  }
  found.sort((a, b) => (b.row.premiumUsd ?? 0) - (a.row.premiumUsd ?? 0));
  return found.slice(0, flowsPerLookMax);
}

function isRise({ volume, flowVolume }: ContractState, thresholds: FlowThresholds): boolean {
  const rise = volume - flowVolume;
  return rise > 0 && 100 * rise >= thresholds.volumeRisePctMin * flowVolume;
}

function isNearSpot({ strike }: PricedContract, { spot, thresholds }: FlowFacts): boolean {
  if (spot === null) return false;
  return Math.abs(strike / spot - 1) * 100 <= thresholds.moneynessPctMax;
}

function isUnusual(row: FoundFlow["row"], thresholds: FlowThresholds): boolean {
  const { volume, open_interest: openInterest, whale_score: score } = row;
  const stands =
    openInterest === null
      ? (row.volumeZScore ?? 0) >= thresholds.volumeZScoreMin
      : flooredVolumeRatio(volume, openInterest, thresholds.openInterestFloor) >=
        thresholds.volumeRatioMin;
  return (
    stands && (score >= thresholds.scoreMin || (row.premiumUsd ?? 0) >= thresholds.premiumUsdMin)
  );
}

function flowRow(step: StateStep<PricedContract>, facts: FlowFacts): FoundFlow["row"] {
  const { contract, after } = step;
  const { openInterest, volume, flowVolume } = after;
  const { bid, ask } = contract;
  const openContracts = openInterest ?? Number.NaN;
  return {
    symbol: facts.underlying,
    type: contract.right === "call" ? "CALL" : "PUT",
    strike: contract.strike,
    // Without open interest there is no score: NaN, which the store keeps as "not known".
    whale_score: whaleScore({
      delta: contract.delta ?? Number.NaN,
      ivRatio: contract.ivRatio ?? Number.NaN,
      volume,
      openInterest: openContracts,
      underlyingVolume: facts.underlyingVolume ?? Number.NaN,
    }),
    volume,
    open_interest: openInterest,
    vol_oi: orNull(volume / openContracts),
    premium: contract.fairPrice,
    delta: contract.delta,
    expiry: formatLocalDate(contract.expiry),
    dte: daysToExpiry(contract.expiry, facts.marketTsMs),
    detectedTsMs: facts.marketTsMs,
    provenance: facts.provenance,
    occ: contract.occ,
    premiumUsd: premiumUsd({ ...contract, volume }),
    volumeRise: volume - flowVolume,
    ...{ bid, ask, last: contract.last },
    spreadPct: orNull(spreadPct(bid ?? Number.NaN, ask ?? Number.NaN)),
    ivRatio: contract.ivRatio,
    underlyingPrice: facts.spot,
    underlyingVolume: facts.underlyingVolume,
    volumeZScore: orNull(volumeZScore(after, volume)),
    ...{ side: null, nextOpenInterest: null, verdict: null },
  };
}
