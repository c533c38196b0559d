import type { Provenance } from "../domain/provenance.ts";
import type { SessionName } from "../domain/session.ts";

/** A watchlist quote as the reference system's table keeps it. */
export interface WatchlistRow extends Partial<QuoteDetails> {
  readonly symbol: string;
  readonly price: number | null;
  readonly daily_change: number | null;
  readonly daily_change_pct: number | null;
  readonly volume: number | null;
  readonly updatedTsMs: number;
}

/** What a live quote tells beyond that; null: the vendor does not say. */
export interface QuoteDetails {
  /** Who told it; null where another program wrote the row. */
  readonly provenance: Provenance | null;
  /** Session of the newest trade. */
  readonly session: SessionName | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly previousClose: number | null;
  /** Shares of an average day. */
  readonly averageVolume: number | null;
  /** Newest trade before the opening bell of the day, and its distance to the previous close. */
  readonly premarketPrice: number | null;
  readonly premarketChangePct: number | null;
  readonly premarketTsMs: number | null;
  /** Shares traded before the bell, and in percent of an average day's shares. */
  readonly premarketVolume: number | null;
  readonly premarketVolumePct: number | null;
}

/** An option flow as the reference system's table keeps it; `premium` is dollars a share. */
export interface WhaleFlowRow extends Partial<FlowDetails> {
  readonly symbol: string;
  readonly type: string;
  readonly strike: number;
  readonly whale_score: number;
  readonly volume: number;
  readonly open_interest: number | null;
  readonly vol_oi: number | null;
  readonly premium: number | null;
  readonly delta: number | null;
  readonly expiry: string;
  readonly dte: number | null;
  readonly detectedTsMs: number;
}

/** What became of a flow by the next morning's open interest. */
export const flowVerdicts = ["opened", "closed", "unclear"] as const;
export type FlowVerdict = (typeof flowVerdicts)[number];

/** What a flow tells beyond that. */
export interface FlowDetails {
  readonly provenance: Provenance | null;
  readonly occ: string | null;
  /** Volume times price times shares of a contract. */
  readonly premiumUsd: number | null;
  /** Contracts since the row of this contract before it, or since the day began. */
  readonly volumeRise: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly last: number | null;
  /** Ask minus bid, in percent of their middle. */
  readonly spreadPct: number | null;
  readonly ivRatio: number | null;
  readonly underlyingPrice: number | null;
  readonly underlyingVolume: number | null;
  /** Deviations of the day's volume from the contract's own history; null where that is short. */
  readonly volumeZScore: number | null;
  /** Whoever began the trades, where the feed has them; "mixed" where neither side leads. */
  readonly side: "bought" | "sold" | "mixed" | null;
  readonly nextOpenInterest: number | null;
  readonly verdict: FlowVerdict | null;
}

/** A stored flow, with the number under which its verdict is written. */
export interface StoredFlow extends WhaleFlowRow {
  readonly id: number;
}

/** Quotes and option flows: what the six services of the reference system shared. */
export interface CacheStore {
  /** Replaces the quote of each symbol; one transaction. */
  putWatchlist(rows: readonly WatchlistRow[]): void;
  watchlist(): readonly WatchlistRow[];
  /** Drops the quotes of all other symbols: nobody keeps them up to date. Returns how many. */
  keepWatchlist(symbols: ReadonlySet<string>): number;
  /** Adds flows; the same contract and detection time twice is stored once. */
  addWhaleFlows(rows: readonly WhaleFlowRow[]): number;
  /** Flows detected at or after the moment, newest first. */
  whaleFlows(sinceTsMs: number): readonly StoredFlow[];
  /** Writes what the next open interest says of flows; a verdict is written once. */
  putFlowVerdicts(
    rows: readonly {
      readonly id: number;
      readonly nextOpenInterest: number;
      readonly verdict: FlowVerdict;
    }[],
  ): void;
  /** Drops flows detected before the moment, the oldest first, `rowsMax` at most; how many. */
  dropWhaleFlows(beforeTsMs: number, options: { readonly rowsMax: number }): number;
}
