import type { LocalDate } from "./local-date.ts";

/** What an analyst did, in words that all vendors are brought to. */
export const ratingActions = ["upgrade", "downgrade", "initiate", "reiterate", "maintain"] as const;
export type RatingAction = (typeof ratingActions)[number];

/** One analyst's action on one symbol, which is a field of the vendor, never read off a text. */
export interface Rating {
  readonly symbol: string;
  readonly tsMs: number;
  readonly firm: string;
  readonly action: RatingAction;
  /** Grades in the firm's own words; null where not told. */
  readonly fromGrade: string | null;
  readonly toGrade: string | null;
  /** Price targets in the instrument's currency. */
  readonly target: number | null;
  readonly priorTarget: number | null;
}

export interface NewsItem {
  /** The vendor's own id: the same item is stored once. */
  readonly id: string;
  readonly tsMs: number;
  /** Plain text: entities and tags are gone. */
  readonly headline: string;
  readonly summary: string | null;
  readonly url: string;
  readonly publisher: string;
  /** Canonical tickers that the vendor tags it with. */
  readonly symbols: readonly string[];
}

/** A symbol of the market's directory. */
export interface Listing {
  readonly symbol: string;
  readonly name: string;
  /** "NASDAQ", "NYSE", "NYSE American", "NYSE Arca", "Cboe BZX", "IEX". */
  readonly exchange: string;
  readonly isEtf: boolean;
  /** What it is, as far as the name and the suffix tell. Scans take common stocks and funds. */
  readonly kind: "common" | "etf" | "preferred" | "warrant" | "right" | "unit" | "note" | "other";
  /** Null where the directory does not tell. */
  readonly hasOptions: boolean | null;
}

/** New shares for one old one, from the session of `exDate` on: 3 for 3:1, 0.1 for 1:10. */
export interface SymbolSplit {
  readonly symbol: string;
  readonly exDate: LocalDate;
  readonly ratio: number;
}
