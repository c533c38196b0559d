import { createDemoMarket, type DemoMarket } from "../src/adapters/providers/demo/market.ts";
import { Failure } from "../src/base/failure.ts";
import { barCloseTsMs } from "../src/domain/bar-time.ts";
import { allocateBars, type Bar, barAt, barsFrom, type MutableBars } from "../src/domain/bars.ts";
import { nyse } from "../src/domain/calendar.ts";
import type { Adjustment } from "../src/domain/instrument.ts";
import { type Interval, isDateKeyed } from "../src/domain/interval.ts";
import { addDays, type LocalDate } from "../src/domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../src/domain/new-york.ts";
import type { Provenance } from "../src/domain/provenance.ts";
import type { Quote } from "../src/domain/quote.ts";
import type { Listing, SymbolSplit } from "../src/domain/research.ts";
import type { MarketBars } from "../src/ports/bar-store.ts";
import type {
  Ability,
  AnnouncedDay,
  BarChunk,
  BarQuery,
  Capability,
  DateQuery,
  Sourced,
} from "../src/ports/market-data.ts";
import type { MarketData } from "../src/services/market-data/market-data.ts";

/** A question that was put, for tests that count them. */
export interface HistoryCall {
  readonly kind: Capability;
  readonly symbols: readonly string[];
  readonly interval?: Interval;
  readonly fromTsMs?: number;
  readonly untilTsMs?: number;
}

export interface HistoryMarketOptions {
  readonly seed?: number;
  readonly symbols: number;
  /** Time of the market: bars that close later are not told. */
  readonly nowMs: () => number;
  readonly symbolsMax?: number;
  readonly bars?: Partial<Ability>;
  /** Kinds besides bars that are offered. */
  readonly offers?: readonly Capability[];
  /** Splits that really happen: before the day, prices are told in the old share count. */
  readonly splits?: readonly SymbolSplit[];
  readonly days?: readonly AnnouncedDay[];
  readonly listings?: readonly Listing[];
  /** Called before every answer: throws what the vendor shall throw, waits as it shall wait. */
  readonly script?: (call: HistoryCall, count: number) => Scripted | Promise<Scripted>;
  /** Bars that the vendor does not have (yet), or has otherwise. */
  readonly change?: (symbol: string, interval: Interval, bar: Bar) => Bar | null;
}

type Scripted = Failure | undefined;

const chunkBars = 100;

/** The simulated market as a vendor's answers: deterministic, with failures by script. */
export class HistoryMarket implements MarketData {
  readonly calls: HistoryCall[] = [];
  readonly market: DemoMarket;
  readonly #options: HistoryMarketOptions;
  readonly #session: MutableBars = allocateBars("1m", 390);

  constructor(options: HistoryMarketOptions) {
    this.#options = options;
    this.market = createDemoMarket({ seed: options.seed ?? 5, symbols: options.symbols });
  }

  get symbols(): readonly string[] {
    return this.market.symbols;
  }

  ability(capability: Capability): (Ability & { readonly provider: string }) | null {
    const { offers = [], symbolsMax = 10, bars } = this.#options;
    const base = { provider: "made", feed: "test", delayMs: 0, symbolsMax };
    if (capability === "bars") return { ...base, ...bars };
    return offers.includes(capability) ? base : null;
  }

  async *bars(query: BarQuery): AsyncIterable<BarChunk> {
    const { symbols, interval, fromTsMs, untilTsMs } = query;
    await this.#begin({ kind: "bars", symbols, interval, fromTsMs, untilTsMs });
    for (const symbol of symbols) {
      const rows = this.#rows(symbol, query);
      for (let at = 0; at < rows.length; at += chunkBars) {
        const bars = barsFrom(interval, rows.slice(at, at + chunkBars));
        const adjustment: Adjustment = query.adjustment;
        yield { symbol, adjustment, bars, provenance: this.#provenance() };
      }
    }
  }

  async marketDay(date: LocalDate): Promise<Sourced<MarketBars> | null> {
    const symbols = this.symbols;
    const fromTsMs = newYorkTsMs(date, 0);
    await this.#begin({ kind: "market-day", symbols: [], fromTsMs });
    const range = { fromTsMs, untilTsMs: newYorkTsMs(addDays(date, 1), 0) };
    const held = symbols.flatMap((symbol) =>
      this.#rows(symbol, { interval: "1d", ...range }).map((bar) => ({ symbol, bar })),
    );
    if (held.length === 0) return null;
    const column = (name: keyof Bar) => Float64Array.from(held, ({ bar }) => bar[name]);
    const value: MarketBars = {
      ...{ interval: "1d", adjustment: "split", openTsMs: fromTsMs },
      symbols: held.map(({ symbol }) => symbol),
      ...{ open: column("open"), high: column("high"), low: column("low") },
      ...{ close: column("close"), volume: column("volume") },
    };
    return { value, provenance: this.#provenance() };
  }

  /** The newest closed minute, or the open of the day. */
  async quotes(symbols: readonly string[]): Promise<Sourced<readonly Quote[]>> {
    await this.#begin({ kind: "quotes", symbols });
    const nowMs = this.#options.nowMs();
    const fromTsMs = newYorkTsMs(addDays(newYorkDate(nowMs), -7), 0);
    const value = symbols.flatMap((symbol): Quote[] => {
      const bar = this.#rows(symbol, { interval: "5m", fromTsMs, untilTsMs: nowMs }).at(-1);
      if (bar === undefined) return [];
      const none = { previousClose: null, regularPrice: null, open: null, high: null, low: null };
      const nothing = { bid: null, ask: null, bidSize: null, askSize: null, isHalted: null };
      const { close: price, openTsMs: tsMs } = bar;
      const volumes = { volume: null, averageVolume: null };
      return [{ symbol, price, tsMs, session: "regular", ...none, ...volumes, ...nothing }];
    });
    return { value, provenance: this.#provenance() };
  }

  async splits(
    query: DateQuery & { readonly symbols: readonly string[] | null },
  ): Promise<Sourced<readonly SymbolSplit[]>> {
    const { symbols, fromDate, toDate } = query;
    await this.#begin({ kind: "splits", symbols: symbols ?? [] });
    const value = (this.#options.splits ?? []).filter(
      ({ symbol, exDate }) =>
        exDate >= fromDate && exDate <= toDate && (symbols === null || symbols.includes(symbol)),
    );
    return { value, provenance: this.#provenance() };
  }

  async universe(): Promise<Sourced<readonly Listing[]>> {
    await this.#begin({ kind: "universe", symbols: [] });
    return { value: this.#options.listings ?? [], provenance: this.#provenance() };
  }

  async calendar(): Promise<Sourced<readonly AnnouncedDay[]>> {
    await this.#begin({ kind: "calendar", symbols: [] });
    return { value: this.#options.days ?? [], provenance: this.#provenance() };
  }

  expirations = () => Promise.reject(missing("expirations"));
  chain = () => Promise.reject(missing("chain"));
  ratings = () => Promise.reject(missing("ratings"));
  news = () => Promise.reject(missing("news"));
  optionTrades(): never {
    throw missing("option-trades");
  }

  /** Every bar that a vendor with a perfect memory has. */
  #rows(
    symbol: string,
    range: {
      readonly interval: Interval;
      readonly fromTsMs: number;
      readonly untilTsMs: number;
      readonly adjustment?: Adjustment;
    },
  ): Bar[] {
    const { change, nowMs } = this.#options;
    const { interval, fromTsMs, untilTsMs } = range;
    const index = this.symbols.indexOf(symbol);
    if (index < 0) return [];
    const dates = nyse.tradingDaysBetween(newYorkDate(fromTsMs), newYorkDate(untilTsMs - 1));
    const bars = { ...this.#session, interval, length: 0 };
    return dates.flatMap((date) => {
      if (isDateKeyed(interval)) {
        this.market.dailyBars(index, { fromDate: date, toDate: date }, bars);
      } else this.market.intradayBars(index, date, interval, bars);
      return Array.from({ length: bars.length }, (_, i) => barAt(bars, i)).flatMap((bar) => {
        const isTold =
          bar.openTsMs >= fromTsMs &&
          bar.openTsMs < untilTsMs &&
          barCloseTsMs(bar.openTsMs, interval) <= nowMs();
        const scaled = isTold ? this.#scaled(symbol, bar, range.adjustment ?? "split") : null;
        const told = scaled && change ? change(symbol, interval, scaled) : scaled;
        return told === null ? [] : [told];
      });
    });
  }

  /** As raw bars are, or, before a split, all bars. */
  #scaled(symbol: string, bar: Bar, adjustment: Adjustment): Bar {
    let ratio = 1;
    for (const split of this.#options.splits ?? []) {
      if (split.symbol !== symbol) continue;
      const exTsMs = newYorkTsMs(split.exDate, 0);
      const isOld = this.#options.nowMs() < exTsMs || adjustment === "raw";
      if (isOld && bar.openTsMs < exTsMs) ratio *= split.ratio;
    }
    return {
      openTsMs: bar.openTsMs,
      open: bar.open * ratio,
      high: bar.high * ratio,
      low: bar.low * ratio,
      close: bar.close * ratio,
      volume: bar.volume / ratio,
    };
  }

  async #begin(call: HistoryCall): Promise<void> {
    this.calls.push(call);
    const failure = await this.#options.script?.(call, this.calls.length);
    if (failure) throw failure;
  }

  #provenance(): Provenance {
    const facts = { provider: "made", feed: "test", isSimulated: false, delayMs: 0 };
    return { ...facts, asOfTsMs: this.#options.nowMs() };
  }
}

function missing(what: string): Failure {
  return new Failure("provider.missing", `nobody offers "${what}" in this test`);
}
