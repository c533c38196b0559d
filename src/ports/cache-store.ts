/** A watchlist quote as the reference system's table keeps it. */
export interface WatchlistRow {
  readonly symbol: string;
  readonly price: number | null;
  readonly daily_change: number | null;
  readonly daily_change_pct: number | null;
  readonly volume: number | null;
  readonly updatedTsMs: number;
}

/** An option flow as the reference system's table keeps it. */
export interface WhaleFlowRow {
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
  whaleFlows(sinceTsMs: number): readonly WhaleFlowRow[];
  /** Drops flows detected before the moment, the oldest first, `rowsMax` at most; how many. */
  dropWhaleFlows(beforeTsMs: number, options: { readonly rowsMax: number }): number;
}
