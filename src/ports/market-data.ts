import type { BarBatch } from "../domain/bar-batch.ts";
import type { Bars } from "../domain/bars.ts";
import type { Adjustment } from "../domain/instrument.ts";
import type { Interval } from "../domain/interval.ts";
import type { LocalDate } from "../domain/local-date.ts";
import type { OptionChain, OptionTrade } from "../domain/option-contract.ts";
import type { Provenance } from "../domain/provenance.ts";
import type { Quote } from "../domain/quote.ts";
import type { Listing, NewsItem, Rating, SymbolSplit } from "../domain/research.ts";
import type { MarketBars } from "./bar-store.ts";

/** Kinds of market data; a provider offers some of them, the router picks one for each. */
export const capabilities = [
  "bars",
  "market-day",
  "quotes",
  "chain",
  "option-trades",
  "ratings",
  "news",
  "splits",
  "universe",
  "calendar",
  "stream",
] as const;
export type Capability = (typeof capabilities)[number];

/** What a provider gives of one kind, with the user's plan as far as that is known. */
export interface Ability {
  /** Tape that the values come from: "sip", "iex", "nbbo", "opra", "indicative", "yahoo". */
  readonly feed: string;
  readonly delayMs: number;
  /** Symbols of one request; more are split up by the provider itself. */
  readonly symbolsMax: number;
  /** bars: lengths that it has natively. */
  readonly intervals?: readonly Interval[];
  /** bars: days into the past, by length. */
  readonly depthDays?: Partial<Readonly<Record<Interval, number>>>;
  readonly adjustments?: readonly Adjustment[];
  /** quotes: trades before 09:30 show. */
  readonly hasPremarket?: boolean;
  readonly hasGreeks?: boolean;
  readonly hasOpenInterest?: boolean;
  /** stream: kinds of what comes, and "*" of bars where the whole market may be asked for. */
  readonly streams?: readonly StreamKind[];
  readonly hasMarketStream?: boolean;
}

export type StreamKind = "bars" | "quotes" | "option-trades" | "news";

/** Who waits for the answer; the later ones leave room for the earlier ones. */
export const lanes = ["click", "live", "watchlist", "backfill"] as const;
export type Lane = (typeof lanes)[number];

/** What every request says. */
export interface Asking {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

export interface BarQuery extends Asking {
  readonly symbols: readonly string[];
  readonly interval: Interval;
  /** Bars that open from `fromTsMs` on and before `untilTsMs`. */
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  /** Regular hours only, or the hours before and after as well. */
  readonly session: "regular" | "all";
  readonly adjustment: Adjustment;
}

/**
 * Consecutive closed bars of one symbol, rising in time: a bar that still forms never comes.
 * Date-keyed bars open at 00:00 New York, as everywhere inside.
 */
export interface BarChunk {
  readonly symbol: string;
  readonly adjustment: Adjustment;
  readonly bars: Bars;
  readonly provenance: Provenance;
}

export interface ChainQuery extends Asking {
  readonly underlying: string;
  /** Listed expiries, as `expirations` told them. */
  readonly expiries: readonly LocalDate[];
}

export interface TradeQuery extends Asking {
  /** OCC symbols. */
  readonly contracts: readonly string[];
  readonly fromTsMs: number;
  readonly untilTsMs: number;
}

export interface NewsQuery extends Asking {
  readonly symbols: readonly string[];
  readonly fromTsMs: number;
}

export interface DateQuery extends Asking {
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate;
}

/** An answer with its origin. */
export interface Sourced<T> {
  readonly value: T;
  readonly provenance: Provenance;
}

/** A session as a vendor announces it. */
export interface AnnouncedDay {
  readonly date: LocalDate;
  /** Minute of the New York day at which the regular session ends; null: closed. */
  readonly closeMinute: number | null;
}

/**
 * ok             answers come
 * degraded       some fail; the text says what
 * auth-needed    nothing comes until the user logs in or mends a key
 * rate-limited   it asked for a pause, until `untilTsMs`
 * down           requests fail; tried again at `untilTsMs`
 */
export type ProviderState = "ok" | "degraded" | "auth-needed" | "rate-limited" | "down";

export interface ProviderStatus {
  readonly state: ProviderState;
  /** One line: what is wrong and what helps; empty when all is well. */
  readonly text: string;
  readonly untilTsMs: number | null;
  /** When the user has to log in again; null where that never ends. */
  readonly loginEndsTsMs: number | null;
}

/**
 * A vendor of market data. A method that is missing is a capability that it does not have.
 * Symbols are canonical: see domain/instrument.ts. Symbols that the vendor does not know are left
 * out of answers. Every method may throw Failure provider.*; `signal` ends it with
 * run.interrupted. Nothing here is stored and nothing is retried by the caller within a round.
 */
export interface MarketDataProvider {
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  abilities(): Partial<Readonly<Record<Capability, Ability>>>;
  status(): ProviderStatus;
  /**
   * Chunks of each symbol rise in time; symbols come in any order. When it ends without a throw,
   * every closed bar of the range that the vendor has was told.
   */
  readonly bars?: (query: BarQuery) => AsyncIterable<BarChunk>;
  /** Daily bars of every symbol of one past session; null where that day has none. */
  readonly marketDay?: (
    date: LocalDate,
    asking: Asking & { readonly adjustment: Adjustment },
  ) => Promise<Sourced<MarketBars> | null>;
  readonly quotes?: (
    symbols: readonly string[],
    asking: Asking,
  ) => Promise<Sourced<readonly Quote[]>>;
  /** Listed expiries from today on, rising. */
  readonly expirations?: (underlying: string, asking: Asking) => Promise<readonly LocalDate[]>;
  readonly chain?: (query: ChainQuery) => Promise<Sourced<OptionChain>>;
  /** Prints in order of time for each contract. */
  readonly optionTrades?: (query: TradeQuery) => AsyncIterable<Sourced<readonly OptionTrade[]>>;
  /** Newest first. */
  readonly ratings?: (symbol: string, asking: Asking) => Promise<Sourced<readonly Rating[]>>;
  readonly news?: (query: NewsQuery) => Promise<Sourced<readonly NewsItem[]>>;
  readonly splits?: (
    query: DateQuery & { readonly symbols: readonly string[] | null },
  ) => Promise<Sourced<readonly SymbolSplit[]>>;
  readonly universe?: (asking: Asking) => Promise<Sourced<readonly Listing[]>>;
  readonly calendar?: (query: DateQuery) => Promise<Sourced<readonly AnnouncedDay[]>>;
  readonly openStream?: (sink: StreamSink) => MarketStream;
}

/** What a stream shall bring. */
export interface StreamWants {
  /** One-minute bars; "*" is every symbol there is. */
  readonly bars: readonly string[] | "*";
  readonly quotes: readonly string[];
  /** OCC symbols. */
  readonly optionTrades: readonly string[] | "*";
  readonly news: readonly string[] | "*";
}

/**
 * connecting     opening, logging in, asking for what is wanted
 * live           things come
 * stale          the line is open and nothing has come for too long
 * waiting        it broke; tried again at `untilTsMs`
 * stopped        it will not come back by itself; the text says what helps
 */
export type StreamState = "connecting" | "live" | "stale" | "waiting" | "stopped";

export interface StreamStatus {
  readonly state: StreamState;
  readonly text: string;
  readonly untilTsMs: number | null;
}

/**
 * Takes what comes, at once and in order: it must not keep the arguments, which are reused. A slow
 * sink slows the socket down, so nothing queues up and nothing is dropped.
 */
export interface StreamSink {
  /** One-minute bars, closed or corrected afterwards. */
  onBars(batch: BarBatch, provenance: Provenance): void;
  onQuotes(quotes: readonly Quote[], provenance: Provenance): void;
  onOptionTrades(trades: readonly OptionTrade[], provenance: Provenance): void;
  onNews(items: readonly NewsItem[], provenance: Provenance): void;
  onStatus(status: StreamStatus): void;
  /** The line was down in between: what opened from `fromTsMs` on may be missing. */
  onGap(fromTsMs: number, untilTsMs: number): void;
}

/** One connection to a vendor. `start` and `stop` may each be called once. */
export interface MarketStream {
  start(): void;
  /** Replaces what is wanted; the whole of it is asked for again after every reconnect. */
  want(wants: StreamWants): void;
  status(): StreamStatus;
  /** Resolves when the line is closed and the sink is not called any more. */
  stop(): Promise<void>;
}
