import type { LocalDate } from "../domain/local-date.ts";
import type { Provenance } from "../domain/provenance.ts";
import type { Listing, NewsItem, Rating, SymbolSplit } from "../domain/research.ts";

export interface Since {
  readonly sinceTsMs: number;
  /** Up to and with this moment; left out: to the newest. */
  readonly untilTsMs?: number;
  /** Only this symbol. */
  readonly symbol?: string;
  readonly limit: number;
}

/**
 * Ratings, news, the market's directory and splits: facts that are stored once each. All methods
 * may throw Failure store.busy, store.invalid, store.unavailable.
 */
export interface ResearchStore {
  /** Adds those that are not there: symbol, moment, firm and action make one. How many are new. */
  addRatings(rows: readonly Rating[], provenance: Provenance): number;
  /** Newest first. */
  ratings(wanted: Since): readonly (Rating & Provenance)[];
  /** Adds those that are not there, by provider and id. How many are new. */
  addNews(rows: readonly NewsItem[], provenance: Provenance): number;
  /** Newest first. */
  news(wanted: Since): readonly (NewsItem & Provenance)[];
  /** Replaces the directory, whole or not at all. */
  putListings(rows: readonly Listing[], provenance: Provenance): void;
  /** By symbol. */
  listings(): readonly Listing[];
  listingsInfo(): { readonly count: number; readonly provenance: Provenance } | null;
  /** Remembers that a split was worked into stored bars; false where it had been before. */
  markSplit(split: SymbolSplit, nowMs: number): boolean;
  /** Oldest first. */
  splits(sinceDate: LocalDate): readonly SymbolSplit[];
  /** Drops ratings or news before the moment, the oldest first, `rowsMax` at most; how many. */
  dropResearch(
    beforeTsMs: number,
    options: { readonly kind: "ratings" | "news"; readonly rowsMax: number },
  ): number;
}
