import { barCloseTsMs } from "../../../domain/bar-time.ts";
import type { Bar } from "../../../domain/bars.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../../domain/interval.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";

/** Symbols of one folder; US exchanges list under 13,000. */
export const folderSymbolsMax = 32_768;

interface NewestOfSymbol {
  /** The last two daily bars, newest first. */
  day: Bar | null;
  dayBefore: Bar | null;
  /** Newest bar below a day, and when it closed. */
  intraday: Bar | null;
  intradayCloseTsMs: number;
}

/**
 * The newest closed bars of each symbol, fed with every row of every file in any order.
 *
 * memory  about 300 bytes a symbol, of `folderSymbolsMax` at most
 */
export class NewestBars {
  readonly #bySymbol = new Map<string, NewestOfSymbol>();

  clear(): void {
    this.#bySymbol.clear();
  }

  symbols(): readonly string[] {
    return [...this.#bySymbol.keys()].sort();
  }

  /** False: there is no room for one more symbol. */
  take(symbol: string, bar: Bar, at: { readonly interval: Interval; nowTsMs: number }): boolean {
    const newest = this.#bySymbol.get(symbol) ?? this.#add(symbol);
    if (newest === null) return false;
    const { interval, nowTsMs } = at;
    if (interval === "1d") takeDay(newest, bar, nowTsMs);
    else if (!isDateKeyed(interval)) takeIntraday(newest, bar, at);
    return true;
  }

  /** Null for a symbol without a closed bar. */
  quote(symbol: string): Quote | null {
    const newest = this.#bySymbol.get(symbol);
    if (newest === undefined) return null;
    const { day, dayBefore, intraday, intradayCloseTsMs } = newest;
    const dayCloseTsMs = day === null ? 0 : barCloseTsMs(day.openTsMs, "1d");
    const isDay = day !== null && dayCloseTsMs >= intradayCloseTsMs;
    const last = isDay ? day : intraday;
    if (last === null) return null;
    // Its last trade was before the bell, so that is the session that it belongs to.
    const tsMs = (isDay ? dayCloseTsMs : intradayCloseTsMs) - 1;
    const date = newYorkDate(tsMs);
    const isSameDate = day !== null && newYorkDate(day.openTsMs) >= date;
    const session = sessionAt(tsMs);
    const bars = isDay ? last : null;
    return {
      ...{ symbol, price: last.close, tsMs, session },
      previousClose: (isSameDate ? dayBefore : day)?.close ?? null,
      regularPrice: session === "regular" ? last.close : ((isSameDate ? day : null)?.close ?? null),
      ...{ open: bars?.open ?? null, high: bars?.high ?? null, low: bars?.low ?? null },
      volume: bars === null || Number.isNaN(bars.volume) ? null : bars.volume,
      ...{ averageVolume: null, bid: null, ask: null, bidSize: null, askSize: null },
      isHalted: null,
    };
  }

  #add(symbol: string): NewestOfSymbol | null {
    if (this.#bySymbol.size >= folderSymbolsMax) return null;
    const added = { day: null, dayBefore: null, intraday: null, intradayCloseTsMs: 0 };
    this.#bySymbol.set(symbol, added);
    return added;
  }
}

function takeDay(newest: NewestOfSymbol, bar: Bar, nowTsMs: number): void {
  const { day, dayBefore } = newest;
  const { openTsMs } = bar;
  if (openTsMs < (dayBefore?.openTsMs ?? 0)) return;
  if (barCloseTsMs(openTsMs, "1d") > nowTsMs) return;
  if (day === null || openTsMs > day.openTsMs) {
    newest.dayBefore = day;
    newest.day = copyOf(bar);
  } else if (openTsMs === day.openTsMs) {
    newest.day = copyOf(bar);
  } else {
    newest.dayBefore = copyOf(bar);
  }
}

function takeIntraday(
  newest: NewestOfSymbol,
  bar: Bar,
  { interval, nowTsMs }: { readonly interval: Interval; readonly nowTsMs: number },
): void {
  const { openTsMs } = bar;
  // Nearly all rows are older than the newest: only the others need the calendar.
  if (openTsMs + intervalMs(interval) < newest.intradayCloseTsMs) return;
  const closeTsMs = barCloseTsMs(openTsMs, interval);
  if (closeTsMs < newest.intradayCloseTsMs || closeTsMs > nowTsMs) return;
  newest.intraday = copyOf(bar);
  newest.intradayCloseTsMs = closeTsMs;
}

function copyOf({ openTsMs, open, high, low, close, volume }: Bar): Bar {
  return { openTsMs, open, high, low, close, volume };
}
