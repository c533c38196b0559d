import { nyse } from "../../domain/calendar.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Provenance } from "../../domain/provenance.ts";
import type { Quote } from "../../domain/quote.ts";
import type { SymbolSplit } from "../../domain/research.ts";
import { marketStatus, type SessionName } from "../../domain/session.ts";
import type { Bus } from "../../ports/bus.ts";
import type { WatchlistRow } from "../../ports/cache-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { Desk, DeskRound } from "./desk.ts";
import type { MarketData } from "./market-data.ts";

export interface QuoteDeskOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, "announce">;
  readonly clock: Pick<Clock, "nowMs">;
  readonly data: Pick<MarketData, "quotes">;
  /** Who is watched now; see `watchedSymbols`. */
  readonly symbols: () => readonly string[];
  /** Between two rounds, in time of the market; the defaults are for a live one. */
  readonly everyMs?: Partial<Readonly<Record<SessionName, number>>>;
}

const everyMsDefault = { regular: 5_000, premarket: 15_000, postmarket: 30_000 } as const;
const wholeEveryMs = 60_000;
/** At night only symbols that nobody asked for yet are, such as those of an edited list. */
const nightLookMs = 60_000;
const percent = 100;

/**
 * Keeps the quotes of the watched symbols, every few seconds in a session and once at night.
 * What was paid before the bell stays with the row until the next day.
 */
export class QuoteDesk implements Desk {
  readonly name = "quotes";
  readonly #options: QuoteDeskOptions;
  /** Quotes that a stream brought since the last round: the newest of each symbol. */
  readonly #streamed = new Map<
    string,
    { readonly quote: Quote; readonly provenance: Provenance }
  >();
  /** When all symbols were asked for last. */
  #wholeTsMs = Number.NEGATIVE_INFINITY;
  /** Symbols that were asked for at least once, of those that are watched. */
  #known: ReadonlySet<string> = new Set();

  constructor(options: QuoteDeskOptions) {
    this.#options = options;
  }

  /** Quotes of a stream: stored with the next round. Bounded by the number of watched symbols. */
  take(quotes: readonly Quote[], provenance: Provenance): void {
    for (const quote of quotes) this.#streamed.set(quote.symbol, { quote, provenance });
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { session, nextChangeTsMs } = marketStatus(marketTsMs);
    const symbols = this.#options.symbols();
    const isClosed = session === "closed";
    const fresh = symbols.filter((symbol) => !this.#known.has(symbol));
    const nightTsMs = Math.min(marketTsMs + nightLookMs, nextChangeTsMs);
    if (isClosed && fresh.length === 0 && this.#known.size === symbols.length) {
      return { nextTsMs: nightTsMs, text: null };
    }
    this.#options.store.cache.keepWatchlist(new Set(symbols));
    const streamed = this.#takeStreamed(symbols, marketTsMs);
    // Streams tell prices, and little of the day: all are asked for now and then.
    const isWhole = !isClosed && marketTsMs - this.#wholeTsMs >= wholeEveryMs;
    const others = isClosed ? fresh : symbols.filter((symbol) => !streamed.has(symbol));
    const asked = isWhole ? symbols : others;
    let count = symbols.length - asked.length;
    if (asked.length > 0) {
      const { value, provenance } = await this.#options.data.quotes(asked, {
        lane: "watchlist",
        signal,
      });
      this.#write(
        value.map((quote) => ({ quote, provenance })),
        marketTsMs,
      );
      count += value.length;
    }
    if (isWhole) this.#wholeTsMs = marketTsMs;
    this.#known = new Set(symbols);
    const everyMs = { ...everyMsDefault, closed: nightLookMs, ...this.#options.everyMs };
    const nextTsMs = Math.min(marketTsMs + everyMs[session], nextChangeTsMs);
    return { nextTsMs, text: `${count} of ${symbols.length} quotes` };
  }

  /** Stores what streams brought of symbols that are still watched. */
  #takeStreamed(symbols: readonly string[], marketTsMs: number): ReadonlySet<string> {
    const fresh = symbols.flatMap((symbol) => this.#streamed.get(symbol) ?? []);
    this.#streamed.clear();
    if (fresh.length > 0) this.#write(fresh, marketTsMs);
    return new Set(fresh.map(({ quote }) => quote.symbol));
  }

  #write(
    quotes: readonly { readonly quote: Quote; readonly provenance: Provenance }[],
    marketTsMs: number,
  ): void {
    if (quotes.length === 0) return;
    const { store, bus, clock } = this.#options;
    const before = new Map(store.cache.watchlist().map((row) => [row.symbol, row]));
    const splits = store.research.splits(newYorkDate(marketTsMs));
    const rows = quotes.map(({ quote, provenance }) =>
      rowOf(inNewShares(quote, splits), provenance, {
        before: before.get(quote.symbol),
        marketTsMs,
      }),
    );
    store.bars.transaction(() => {
      store.cache.putWatchlist(rows);
      store.providers.putFreshness(
        quotes.map(({ quote, provenance }) => ({
          symbol: quote.symbol,
          capability: "quotes",
          provider: provenance.provider,
          fetchedTsMs: marketTsMs,
          asOfTsMs: quote.tsMs,
        })),
      );
      const payload = { marketTsMs, symbolCount: rows.length };
      store.events.append("quotes.changed", payload, clock.nowMs());
    });
    bus.announce();
  }
}

/**
 * On the day of a split some vendors measure new prices against the old close: a 10:1 split would
 * be a fall by 90 percent. Which scale a close is in shows by what it is nearer to.
 */
function inNewShares(quote: Quote, splits: readonly SymbolSplit[]): Quote {
  const { symbol, price, previousClose, tsMs } = quote;
  const date = newYorkDate(tsMs);
  const split = splits.find((one) => one.symbol === symbol && one.exDate === date);
  if (split === undefined || previousClose === null) return quote;
  const seen = Math.abs(Math.log(previousClose / price));
  const restated = previousClose / split.ratio;
  return Math.abs(Math.log(restated / price)) < seen
    ? { ...quote, previousClose: restated }
    : quote;
}

function rowOf(
  quote: Quote,
  provenance: Provenance,
  facts: { readonly before: WatchlistRow | undefined; readonly marketTsMs: number },
): WatchlistRow {
  const { symbol, price, session, bid, ask } = quote;
  const { before, marketTsMs } = facts;
  if (before && before.updatedTsMs > quote.tsMs) return filledUp(before, quote);
  // A stream tells what changes: what it leaves out stays, as long as the day is the same.
  const today = before && isSameDay(before.updatedTsMs, quote.tsMs) ? before : undefined;
  const previousClose = quote.previousClose ?? today?.previousClose ?? null;
  const averageVolume = quote.averageVolume ?? before?.averageVolume ?? null;
  return {
    ...{ symbol, price, session, bid, ask, previousClose, averageVolume },
    daily_change: previousClose === null ? null : price - previousClose,
    daily_change_pct: changePct(price, previousClose),
    volume: quote.volume ?? today?.volume ?? null,
    // Age is that of the trade: an old price does not get younger by being asked for.
    updatedTsMs: quote.tsMs,
    provenance,
    ...premarketOf(
      { ...quote, previousClose, volume: quote.volume ?? today?.volume ?? null },
      { before, averageVolume, marketTsMs },
    ),
  };
}

/** What is stored is newer: of what came only what it lacks of the same day is taken. */
function filledUp(row: WatchlistRow, quote: Quote): WatchlistRow {
  if (!isSameDay(row.updatedTsMs, quote.tsMs)) return row;
  const previousClose = row.previousClose ?? quote.previousClose;
  const { price } = row;
  const isKnown = price !== null && previousClose !== null;
  return {
    ...row,
    previousClose,
    averageVolume: row.averageVolume ?? quote.averageVolume,
    volume: quote.volume ?? row.volume,
    daily_change: isKnown ? price - previousClose : null,
    daily_change_pct: isKnown ? changePct(price, previousClose) : null,
  };
}

function isSameDay(a: number, b: number): boolean {
  return newYorkDate(a) === newYorkDate(b);
}

type Premarket = Pick<
  WatchlistRow,
  | "premarketPrice"
  | "premarketChangePct"
  | "premarketTsMs"
  | "premarketVolume"
  | "premarketVolumePct"
>;

/** From the quote before the bell; after it, what was stored of this day; else nothing. */
function premarketOf(
  quote: Quote,
  facts: {
    readonly before: WatchlistRow | undefined;
    readonly averageVolume: number | null;
    readonly marketTsMs: number;
  },
): Premarket {
  const { before, averageVolume, marketTsMs } = facts;
  const today = newYorkDate(marketTsMs);
  if (quote.session === "premarket" && newYorkDate(quote.tsMs) === today) {
    const { volume } = quote;
    const hasBoth = volume !== null && averageVolume !== null && averageVolume > 0;
    return {
      premarketPrice: quote.price,
      premarketChangePct: changePct(quote.price, quote.previousClose),
      premarketTsMs: quote.tsMs,
      premarketVolume: volume,
      premarketVolumePct: hasBoth ? (percent * volume) / averageVolume : null,
    };
  }
  const isOfToday =
    before?.premarketTsMs !== undefined &&
    before.premarketTsMs !== null &&
    nyse.isTradingDay(today) &&
    newYorkDate(before.premarketTsMs) === today;
  return {
    premarketPrice: isOfToday ? (before.premarketPrice ?? null) : null,
    premarketChangePct: isOfToday ? (before.premarketChangePct ?? null) : null,
    premarketTsMs: isOfToday ? (before.premarketTsMs ?? null) : null,
    premarketVolume: isOfToday ? (before.premarketVolume ?? null) : null,
    premarketVolumePct: isOfToday ? (before.premarketVolumePct ?? null) : null,
  };
}

function changePct(price: number, from: number | null): number | null {
  return from === null || !(from > 0) ? null : percent * (price / from - 1);
}
