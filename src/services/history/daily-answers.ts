import { type Bar, barAt, barsFrom } from "../../domain/bars.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sourceOf } from "../../domain/provenance.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MarketData } from "../market-data/market-data.ts";
import type { FetchedBars } from "./fetch-bars.ts";
import { fetchBatch } from "./fetch-batch.ts";
import { dayStartTsMs, type Stretch } from "./stretch.ts";
import { troubleOf } from "./trouble.ts";

export interface DailyTools {
  readonly marketData: MarketData;
  readonly clock: Clock;
  /** The symbols are a whole market: a day may be asked for as one. */
  readonly isWholeMarket: boolean;
}

export interface DailyRun {
  readonly marketTsMs: number;
  readonly signal: AbortSignal;
}

/** More questions for one day are put as batches of quotes where those are offered. */
const questionsMax = 400;

/**
 * Daily bars of one session for many symbols, in as few questions as the vendors allow: the whole
 * market in one, bars by symbol, or, for a market of which every symbol would be a question of
 * its own, quotes of the day. Symbols without an answer are left out. Throws as a desk does.
 */
export async function dailyBarsOf(
  tools: DailyTools,
  date: LocalDate,
  wish: DailyRun & { readonly symbols: readonly string[] },
): Promise<Map<string, FetchedBars>> {
  // Some vendors refuse a day that is not over for them: bars are asked for instead.
  const found = await marketDayOf(tools, date, wish).catch((error) => {
    troubleOf(error);
    return new Map<string, FetchedBars>();
  });
  const rest = wish.symbols.filter((symbol) => !found.has(symbol));
  const { marketData } = tools;
  const symbolsMax = marketData.ability("bars")?.symbolsMax ?? 0;
  const questions = symbolsMax === 0 ? Number.POSITIVE_INFINITY : rest.length / symbolsMax;
  if (questions > questionsMax && marketData.ability("quotes") !== null) {
    for (const [symbol, bars] of await quotedOf(tools, date, { ...wish, symbols: rest })) {
      found.set(symbol, bars);
    }
  } else if (symbolsMax > 0) {
    const stretch = { fromTsMs: dayStartTsMs(date), untilTsMs: dayStartTsMs(date) + 1 };
    for (const [symbol, bars] of await askedOf(tools, stretch, { ...wish, symbols: rest })) {
      found.set(symbol, bars);
    }
  }
  return found;
}

/** Daily bars of some sessions, in batches. */
export async function askedOf(
  { marketData, clock }: DailyTools,
  stretch: Stretch,
  wish: DailyRun & { readonly symbols: readonly string[] },
): Promise<ReadonlyMap<string, FetchedBars>> {
  const { symbols, marketTsMs, signal } = wish;
  const found = new Map<string, FetchedBars>();
  const size = Math.max(1, marketData.ability("bars")?.symbolsMax ?? 1);
  for (let from = 0; from < symbols.length; from += size) {
    const { fetched } = await fetchBatch(
      { marketData, clock },
      {
        ...{ interval: "1d", stretch, marketTsMs, signal, lane: "watchlist" },
        symbols: symbols.slice(from, from + size),
      },
    );
    for (const [symbol, bars] of fetched) found.set(symbol, bars);
  }
  return found;
}

/** Empty where days are not offered as a whole, or this one is not there yet. */
export async function marketDayOf(
  { marketData, isWholeMarket }: DailyTools,
  date: LocalDate,
  { symbols, signal }: DailyRun & { readonly symbols: readonly string[] },
): Promise<Map<string, FetchedBars>> {
  const found = new Map<string, FetchedBars>();
  if (!isWholeMarket || marketData.ability("market-day") === null) return found;
  const asking = { lane: "watchlist", signal, adjustment: "split" } as const;
  const day = await marketData.marketDay(date, asking);
  if (day === null) return found;
  const wanted = new Set(symbols);
  const { value, provenance } = day;
  const source = sourceOf(provenance);
  for (const [row, symbol] of value.symbols.entries()) {
    if (!wanted.has(symbol)) continue;
    const [open, high, low] = [value.open[row], value.high[row], value.low[row]] as number[];
    const [close, volume] = [value.close[row], value.volume[row]] as number[];
    const bar = { openTsMs: dayStartTsMs(date), open, high, low, close, volume } as Bar;
    found.set(symbol, { bars: barsFrom("1d", [bar]), source });
  }
  return found;
}

async function quotedOf(
  { marketData }: DailyTools,
  date: LocalDate,
  { symbols, signal }: DailyRun & { readonly symbols: readonly string[] },
): Promise<ReadonlyMap<string, FetchedBars>> {
  const { value, provenance } = await marketData.quotes(symbols, { lane: "watchlist", signal });
  const source = sourceOf(provenance);
  return new Map(
    value.flatMap((quote): [string, FetchedBars][] => {
      const bar = barOfQuote(quote, date);
      return bar === null ? [] : [[quote.symbol, { bars: barsFrom("1d", [bar]), source }]];
    }),
  );
}

/** The day of a quote as a bar; null where it is of another day, or a part of it is missing. */
function barOfQuote(quote: Quote, date: LocalDate): Bar | null {
  const { open, high, low, regularPrice, volume, tsMs } = quote;
  if (open === null || high === null || low === null || regularPrice === null) return null;
  if (newYorkDate(tsMs) !== date) return null;
  const openTsMs = dayStartTsMs(date);
  return { openTsMs, open, high, low, close: regularPrice, volume: volume ?? Number.NaN };
}

/** The bar of one session among those that were fetched; null where it is not. */
export function barOn(date: LocalDate, { bars }: FetchedBars): Bar | null {
  for (let i = bars.length - 1; i >= 0; i--) {
    if (bars.openTsMs[i] === dayStartTsMs(date)) return barAt(bars, i);
  }
  return null;
}
