/** A list of symbols that users keep under a name. */
export interface NamedWatchlist {
  readonly name: string;
  /** Canonical tickers, in the user's order, each once. */
  readonly symbols: readonly string[];
  readonly updatedTsMs: number;
}

/** May throw Failure store.busy, store.invalid, store.unavailable. */
export interface WatchlistStore {
  /** In order of their names. */
  lists(): readonly NamedWatchlist[];
  find(name: string): NamedWatchlist | null;
  /** Makes or replaces a list. */
  put(list: NamedWatchlist): void;
  /** False when there is none of that name. */
  remove(name: string): boolean;
}
