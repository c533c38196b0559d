import type { FailureCode } from "../../src/base/failure.ts";
import type { Adjustment } from "../../src/domain/instrument.ts";
import type { Interval } from "../../src/domain/interval.ts";
import type { LocalDate } from "../../src/domain/local-date.ts";
import type { Asking, Capability, MarketDataProvider } from "../../src/ports/market-data.ts";

/** A provider with its vendor behind it: a replay server, files, or a simulated market. */
export interface OpenedProvider {
  readonly provider: MarketDataProvider;
  /** Ends it; throws where the vendor was asked something that it does not know. */
  dispose(): Promise<void>;
}

/** Something to ask for; every case is asked of a provider of its own. */
interface Case {
  /** What the provider's clock says. */
  readonly nowTsMs: number;
}

export interface BarsCase extends Case {
  readonly name: string;
  readonly symbols: readonly string[];
  /** Asked along with the others, and not to be heard of again. */
  readonly unknownSymbol?: string;
  readonly interval: Interval;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly session?: "regular" | "all";
  readonly adjustment?: Adjustment;
  /** Bars that must come at least, over all symbols; 1 unless told. */
  readonly barsMin?: number;
  /** A split of one of the symbols in the range: no jump where prices are restated. */
  readonly split?: { readonly symbol: string; readonly exDate: LocalDate; readonly ratio: number };
}

export interface MarketDayCase extends Case {
  readonly date: LocalDate;
  readonly adjustment?: Adjustment;
  readonly symbolsMin: number;
  /** A date without a session, for which null comes. */
  readonly closedDate?: LocalDate;
}

export interface QuotesCase extends Case {
  readonly symbols: readonly string[];
  readonly unknownSymbol?: string;
}

export interface ChainCase extends Case {
  readonly underlying: string;
  readonly expiries: readonly LocalDate[];
  readonly contractsMin: number;
  readonly unknownUnderlying?: string;
}

export interface TradesCase extends Case {
  readonly contracts: readonly string[];
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly tradesMin: number;
}

export interface RatingsCase extends Case {
  readonly symbol: string;
  readonly ratingsMin: number;
  readonly unknownSymbol?: string;
}

export interface NewsCase extends Case {
  readonly symbols: readonly string[];
  readonly fromTsMs: number;
  readonly itemsMin: number;
}

export interface DatesCase extends Case {
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate;
}

export interface SplitsCase extends DatesCase {
  readonly symbols: readonly string[] | null;
  readonly splitsMin: number;
}

export interface UniverseCase extends Case {
  readonly listingsMin: number;
}

export interface ProviderCases {
  readonly bars?: readonly BarsCase[];
  readonly "market-day"?: readonly MarketDayCase[];
  readonly quotes?: readonly QuotesCase[];
  readonly chain?: readonly ChainCase[];
  readonly "option-trades"?: readonly TradesCase[];
  readonly ratings?: readonly RatingsCase[];
  readonly news?: readonly NewsCase[];
  readonly splits?: readonly SplitsCase[];
  readonly universe?: readonly UniverseCase[];
  readonly calendar?: readonly DatesCase[];
}

/** A vendor that answers wrongly, and what has to come of it. */
export interface ProviderFault {
  readonly name: string;
  readonly code: FailureCode;
  open(): Promise<OpenedProvider>;
  ask(provider: MarketDataProvider, asking: Asking): Promise<unknown>;
}

/** A vendor that has been asked and does not answer. */
export interface StuckVendor extends OpenedProvider {
  /** Resolves when the question has arrived there. */
  readonly asked: Promise<unknown>;
}

export interface ProviderHarness {
  readonly isSimulated: boolean;
  open(nowTsMs: number): Promise<OpenedProvider>;
  /** Every capability that the provider has needs a case, or a reason in `uncovered`. */
  readonly cases: ProviderCases;
  readonly uncovered?: Partial<Readonly<Record<Capability, string>>>;
  readonly faults?: readonly ProviderFault[];
  /** An abort while the vendor is silent; absent where nothing is waited for. */
  readonly stuck?: {
    open(): Promise<StuckVendor>;
    ask(provider: MarketDataProvider, asking: Asking): Promise<unknown>;
  };
}
