import type { LocalDate } from "../domain/local-date.ts";
import type { OptionContract } from "../domain/option-contract.ts";
import type { Provenance } from "../domain/provenance.ts";

/**
 * What is remembered of a contract from one look at its chain to the next. Its volume is of
 * `volumeDate`; the history counts sessions before that day.
 */
export interface ContractState extends OptionContract {
  readonly underlying: string;
  readonly volumeDate: LocalDate;
  /** Contracts of the day when it was looked at last. */
  readonly volume: number;
  /** Volume of the day at which a flow was stored last; 0 where none was. */
  readonly flowVolume: number;
  /** Open interest of `volumeDate`, and of the session before it. */
  readonly openInterest: number | null;
  readonly openInterestBefore: number | null;
  /** Sessions in the history, mean of their volumes, and the sum of squared differences to it. */
  readonly historyDays: number;
  readonly meanVolume: number;
  readonly squaredVolume: number;
}

/** Sums over the contracts of one strike and expiry. Null: nothing to compute it from. */
export interface StrikeRow {
  readonly expiry: LocalDate;
  readonly strike: number;
  readonly callVolume: number | null;
  readonly putVolume: number | null;
  readonly callOpenInterest: number | null;
  readonly putOpenInterest: number | null;
  /** Gamma exposure, dollars for a move of 1 %, by sign: calls up, puts down. */
  readonly callGexUsd: number | null;
  readonly putGexUsd: number | null;
  /** Premium traded today, dollars. */
  readonly callPremiumUsd: number | null;
  readonly putPremiumUsd: number | null;
  /** Bought minus sold by side of the trades; null where the feed has no trades. */
  readonly netPremiumUsd: number | null;
}

/** A level, and whether it is still there when the inputs are off by a little. */
export interface Level {
  readonly price: number;
  readonly isRobust: boolean;
}

/** What the chain of one underlying says as a whole: see docs/concepts/options.md. */
export interface OptionLevels extends Provenance {
  readonly underlying: string;
  readonly spot: number | null;
  /** Expiries that were looked at, rising. */
  readonly expiries: readonly LocalDate[];
  readonly contractCount: number;
  /** Contracts that gave gamma exposure: those with open interest and an implied volatility. */
  readonly gammaContractCount: number;
  readonly gexUsd: number | null;
  readonly zeroGamma: Level | null;
  /** Largest gamma exposure of calls, of puts. */
  readonly callWall: Level | null;
  readonly putWall: Level | null;
  /** Largest open interest of calls, of puts. */
  readonly callWallByOpenInterest: Level | null;
  readonly putWallByOpenInterest: Level | null;
  /** Of the nearest expiry. */
  readonly maxPain: number | null;
  readonly putCallVolumeRatio: number | null;
  readonly putCallOpenInterestRatio: number | null;
  /** Premium of calls minus premium of puts, dollars, whoever began the trades. */
  readonly callMinusPutPremiumUsd: number | null;
  /** Bought minus sold calls plus sold minus bought puts, dollars; null without signed trades. */
  readonly netPremiumUsd: number | null;
  readonly computedTsMs: number;
}

/** All methods may throw Failure store.busy, store.invalid, store.unavailable. */
export interface OptionStore {
  /** Contracts of an underlying, by OCC symbol. */
  contracts(underlying: string): readonly ContractState[];
  /** Adds or replaces; one transaction. */
  putContracts(rows: readonly ContractState[]): void;
  /** Replaces the levels and all strikes of the underlying. */
  putChain(levels: OptionLevels, strikes: readonly StrikeRow[]): void;
  /** By underlying. */
  levels(): readonly OptionLevels[];
  levelsOf(underlying: string): OptionLevels | null;
  /** By expiry, then strike. */
  strikes(underlying: string): readonly StrikeRow[];
  /** Drops contracts and strikes that expired before the date, `rowsMax` at most; how many. */
  dropExpired(beforeDate: LocalDate, options?: { readonly rowsMax: number }): number;
}
