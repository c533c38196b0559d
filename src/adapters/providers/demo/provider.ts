import { Failure } from "../../../base/failure.ts";
import { nyse } from "../../../domain/calendar.ts";
import type { Adjustment } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import { addDays, type LocalDate, weekday } from "../../../domain/local-date.ts";
import type { OptionTrade } from "../../../domain/option-contract.ts";
import type { Provenance } from "../../../domain/provenance.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Listing, NewsItem, Rating, SymbolSplit } from "../../../domain/research.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import type { Clock } from "../../../ports/clock.ts";
import type {
  AnnouncedDay,
  Asking,
  BarChunk,
  BarQuery,
  ChainQuery,
  DateQuery,
  MarketDataProvider,
  NewsQuery,
  ProviderStatus,
  Sourced,
  TradeQuery,
} from "../../../ports/market-data.ts";
import { demoAbilities } from "./abilities.ts";
import { closedBars, demoIntervals } from "./demo-bars.ts";
import { closedMarketDay } from "./demo-day.ts";
import { demoListing } from "./listing.ts";
import type { DemoMarket } from "./market.ts";
import { newsBetween } from "./news.ts";
import { OptionBoard } from "./option-board.ts";
import { listedExpiries, OptionClasses } from "./option-expiries.ts";
import { demoInterestRatio } from "./option-session.ts";
import { demoTrades } from "./option-tape.ts";
import { DemoQuotes } from "./quotes.ts";
import { ratingsUntil } from "./ratings.ts";

/** Symbols that are worked on before other tasks get a turn: a few milliseconds. */
const chunkSymbols = 64;

const allIsWell: ProviderStatus = { state: "ok", text: "", untilTsMs: null, loginEndsTsMs: null };

/**
 * The seeded market as a vendor: everything is a function of its seed, the symbol and the
 * simulated time, so it can be asked for again and again. Nothing of it is real, and every answer
 * says so. Bars are of the regular session, restated for splits, and equal the simulator's to the
 * bit; there are none outside of it.
 */
export class DemoProvider implements MarketDataProvider {
  readonly id = "demo";
  readonly title = "Demo market (simulated)";
  readonly #market: DemoMarket;
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #quotes: DemoQuotes;
  readonly #classes: OptionClasses;
  readonly #indexes: ReadonlyMap<string, number>;

  /** `clock` tells the simulated time. */
  constructor(options: { readonly market: DemoMarket; readonly clock: Pick<Clock, "nowMs"> }) {
    const { market, clock } = options;
    this.#market = market;
    this.#clock = clock;
    this.#quotes = new DemoQuotes(market);
    this.#classes = new OptionClasses(market);
    this.#indexes = new Map(market.symbols.map((symbol, index) => [symbol, index]));
  }

  abilities() {
    return demoAbilities(this.#market.source.feed);
  }

  status(): ProviderStatus {
    return allIsWell;
  }

  async *bars(query: BarQuery): AsyncGenerator<BarChunk, void, undefined> {
    const { symbols, interval, fromTsMs, untilTsMs, adjustment, signal } = query;
    refuseUnlessOffered(interval, adjustment);
    let chunks = 0;
    for (const symbolIndex of this.#known(symbols)) {
      const symbol = this.#market.symbols[symbolIndex] as string;
      const range = { interval, fromTsMs, untilTsMs, nowTsMs: this.#clock.nowMs() };
      for (const bars of closedBars(this.#market, symbolIndex, range)) {
        await breathe(signal, chunks++);
        yield { symbol, adjustment, bars, provenance: this.#provenance() };
      }
    }
    endIfAborted(signal);
  }

  async marketDay(
    date: LocalDate,
    asking: Asking & { readonly adjustment: Adjustment },
  ): Promise<Sourced<MarketBars> | null> {
    endIfAborted(asking.signal);
    refuseUnlessOffered("1d", asking.adjustment);
    const breath = (index: number) => breathe(asking.signal, index);
    const day = await closedMarketDay(this.#market, date, this.#clock.nowMs(), breath);
    return day && this.#sourced(day);
  }

  async quotes(symbols: readonly string[], asking: Asking): Promise<Sourced<readonly Quote[]>> {
    endIfAborted(asking.signal);
    const nowTsMs = this.#clock.nowMs();
    const quotes: Quote[] = [];
    for (const [at, index] of this.#known(symbols).entries()) {
      await breathe(asking.signal, at);
      const symbol = this.#market.symbols[index] as string;
      const quote = this.#quotes.quoteAt(index, symbol, nowTsMs);
      if (quote) quotes.push(quote);
    }
    return { value: quotes, provenance: this.#provenance(nowTsMs) };
  }

  async expirations(underlying: string, asking: Asking): Promise<readonly LocalDate[]> {
    endIfAborted(asking.signal);
    const index = this.#indexes.get(underlying);
    const optionClass = index === undefined ? null : this.#classes.of(index);
    return optionClass ? listedExpiries(this.#clock.nowMs(), optionClass) : [];
  }

  async chain({ underlying, expiries, signal }: ChainQuery) {
    endIfAborted(signal);
    const index = this.#indexes.get(underlying);
    const optionClass = index === undefined ? null : this.#classes.of(index);
    const rates = { interestRatio: demoInterestRatio, dividendRatio: 0, isTruncated: false };
    if (index === undefined || optionClass === null) {
      const nothing = { underlyingPrice: null, underlyingTsMs: null, contracts: [] };
      return this.#sourced({ underlying, ...nothing, ...rates });
    }
    const nowTsMs = this.#clock.nowMs();
    const board = new OptionBoard(this.#market, index, optionClass, nowTsMs);
    const { underlyingPrice, tsMs, contracts } = board.chain(expiries);
    const value = { underlying, underlyingPrice, underlyingTsMs: tsMs, contracts, ...rates };
    return { value, provenance: this.#provenance(tsMs) };
  }

  async *optionTrades(
    query: TradeQuery,
  ): AsyncGenerator<Sourced<readonly OptionTrade[]>, void, undefined> {
    const { contracts, fromTsMs, untilTsMs, signal } = query;
    const span = { fromTsMs, untilTsMs, nowTsMs: this.#clock.nowMs() };
    const source = { market: this.#market, classes: this.#classes, indexes: this.#indexes };
    let parts = 0;
    for (const trades of demoTrades(source, contracts, span)) {
      await breathe(signal, parts++);
      yield this.#sourced(trades);
    }
    endIfAborted(signal);
  }

  async ratings(symbol: string, asking: Asking): Promise<Sourced<readonly Rating[]>> {
    endIfAborted(asking.signal);
    const index = this.#indexes.get(symbol);
    const nowTsMs = this.#clock.nowMs();
    return this.#sourced(index === undefined ? [] : ratingsUntil(this.#market, index, nowTsMs));
  }

  async news({ symbols, fromTsMs, signal }: NewsQuery): Promise<Sourced<readonly NewsItem[]>> {
    endIfAborted(signal);
    const nowTsMs = this.#clock.nowMs();
    const items: NewsItem[] = [];
    for (const [at, index] of this.#known(symbols).entries()) {
      await breathe(signal, at);
      items.push(...newsBetween(this.#market, index, { fromTsMs, nowTsMs }));
    }
    items.sort((a, b) => b.tsMs - a.tsMs);
    return this.#sourced(items);
  }

  async splits(
    query: DateQuery & { readonly symbols: readonly string[] | null },
  ): Promise<Sourced<readonly SymbolSplit[]>> {
    const { symbols, signal, fromDate, toDate } = query;
    endIfAborted(signal);
    const found: SymbolSplit[] = [];
    for (const [at, index] of this.#known(symbols ?? this.#market.symbols).entries()) {
      await breathe(signal, at);
      const symbol = this.#market.symbols[index] as string;
      const splits = this.#market.splits(index, { fromDate, toDate });
      found.push(...splits.map((split) => ({ symbol, ...split })));
    }
    return this.#sourced(found);
  }

  async universe(asking: Asking): Promise<Sourced<readonly Listing[]>> {
    endIfAborted(asking.signal);
    const listings = this.#market.symbols.map((_, index) =>
      demoListing(this.#market, index, this.#classes),
    );
    return this.#sourced(listings);
  }

  async calendar(query: DateQuery): Promise<Sourced<readonly AnnouncedDay[]>> {
    endIfAborted(query.signal);
    const days: AnnouncedDay[] = [];
    for (let date = query.fromDate; date <= query.toDate; date = addDays(date, 1)) {
      if (weekday(date) > 5) continue;
      days.push({ date, closeMinute: nyse.tradingDay(date).closeMinute });
    }
    return this.#sourced(days);
  }

  #known(symbols: readonly string[]): number[] {
    return [...new Set(symbols)].flatMap((symbol) => this.#indexes.get(symbol) ?? []);
  }

  #sourced<T>(value: T): Sourced<T> {
    return { value, provenance: this.#provenance() };
  }

  #provenance(asOfTsMs = this.#clock.nowMs()): Provenance {
    return { ...this.#market.source, delayMs: 0, asOfTsMs };
  }
}

function refuseUnlessOffered(interval: Interval, adjustment: Adjustment): void {
  const isOffered = demoIntervals.some((offered) => offered === interval);
  if (isOffered && adjustment === "split") return;
  const text = `the demo market has no bars of "${interval}" that are "${adjustment}"`;
  throw new Failure("provider.refused", `${text}; ask for split-adjusted ones up to a day`);
}

/** Lets other tasks have a turn now and then; ends where nobody waits any more. */
async function breathe(signal: AbortSignal, index: number): Promise<void> {
  if (index % chunkSymbols === chunkSymbols - 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  endIfAborted(signal);
}

function endIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure("run.interrupted", "nobody waits for the demo market");
}
