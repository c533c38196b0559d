import type { Interval } from "../../domain/interval.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { WatchlistRow } from "../../ports/cache-store.ts";
import type { Store } from "../../ports/store.ts";

/** Symbols that have quotes beside those on watchlists: as many as the old system had. */
const starterSymbols = 175;
/** Quotes are for people: a market of thousands is what the scanners are for. */
const quotedSymbolsMax = 1_000;

interface Quote {
  /** Close of the session before; null on the first day. */
  readonly closeBefore: number | null;
  volume: number;
}

/** Keeps the quotes of the watched symbols as the bars of a session come in. */
export class QuoteBoard {
  readonly #store: Store;
  readonly #market: readonly string[];
  readonly #interval: Interval;
  readonly #quotes = new Map<string, Quote>();
  #dayTsMs = Number.NaN;

  constructor(
    store: Store,
    market: { readonly symbols: readonly string[]; readonly interval: Interval },
  ) {
    this.#store = store;
    this.#market = market.symbols;
    this.#interval = market.interval;
  }

  /** The watchlists were edited: who is watched is settled anew with the next bars. */
  forget(): void {
    this.#dayTsMs = Number.NaN;
  }

  /** Writes the quotes of the watched symbols that traded; returns how many. */
  take(bars: MarketBars, facts: { readonly marketTsMs: number; readonly nowMs: number }): number {
    const dayTsMs = newYorkTsMs(newYorkDate(bars.openTsMs), 0);
    if (dayTsMs !== this.#dayTsMs) this.#begin(dayTsMs, bars);
    const rows: WatchlistRow[] = [];
    for (let i = 0; i < bars.symbols.length; i++) {
      const symbol = bars.symbols[i] as string;
      const quote = this.#quotes.get(symbol);
      if (quote === undefined) continue;
      const shares = bars.volume[i] as number;
      if (!Number.isNaN(shares)) quote.volume += shares;
      rows.push(rowOf(symbol, quote, bars.close[i] as number, facts.marketTsMs));
    }
    if (rows.length === 0) return 0;
    this.#store.bars.transaction(() => {
      this.#store.cache.putWatchlist(rows);
      const payload = { marketTsMs: facts.marketTsMs, symbolCount: rows.length };
      this.#store.events.append("quotes.changed", payload, facts.nowMs);
    });
    return rows.length;
  }

  #begin(dayTsMs: number, bars: MarketBars): void {
    this.#dayTsMs = dayTsMs;
    this.#quotes.clear();
    const { bars: store } = this.#store;
    const symbols = this.#watched();
    // What is no longer watched would stand there with an old price.
    this.#store.cache.keepWatchlist(symbols);
    const key = { adjustment: bars.adjustment };
    const watched = (interval: Interval) =>
      store.series({ ...key, interval }).filter(({ symbol }) => symbols.has(symbol));
    for (const symbol of symbols) this.#quotes.set(symbol, { closeBefore: null, volume: 0 });
    store.readEach(watched("1d"), { barsMax: 1, untilTsMs: dayTsMs - 1 }, ({ symbol }, days) => {
      const closeBefore = days.length > 0 ? (days.close[0] as number) : null;
      this.#quotes.set(symbol, { closeBefore, volume: 0 });
    });
    // Bars of today that were there before: what a restart would lose of the day's volume.
    const range = { barsMax: sessionBarsMax, untilTsMs: bars.openTsMs - 1 };
    store.readEach(watched(this.#interval), range, ({ symbol }, today) => {
      const quote = this.#quotes.get(symbol);
      for (let i = 0; quote !== undefined && i < today.length; i++) {
        const shares = today.volume[i] as number;
        if ((today.openTsMs[i] as number) < dayTsMs || Number.isNaN(shares)) continue;
        quote.volume += shares;
      }
    });
  }

  #watched(): ReadonlySet<string> {
    const market = new Set(this.#market);
    const listed = this.#store.watchlists.lists().flatMap(({ symbols }) => symbols);
    const all = [
      ...listed.filter((symbol) => market.has(symbol)),
      ...this.#market.slice(0, starterSymbols),
    ];
    return new Set(all.slice(0, quotedSymbolsMax));
  }
}

/** One-minute bars from 04:00 to 20:00. */
const sessionBarsMax = 960;

function rowOf(symbol: string, quote: Quote, price: number, marketTsMs: number): WatchlistRow {
  const { closeBefore, volume } = quote;
  return {
    symbol,
    price,
    daily_change: closeBefore === null ? null : price - closeBefore,
    daily_change_pct: closeBefore === null ? null : 100 * (price / closeBefore - 1),
    volume,
    updatedTsMs: marketTsMs,
  };
}
