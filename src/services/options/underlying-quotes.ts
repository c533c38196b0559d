import { Failure } from "../../base/failure.ts";
import type { Interval } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Store } from "../../ports/store.ts";
import { barsPerSession } from "../history/stretch.ts";
import type { MarketData } from "../market-data/market-data.ts";

/** Price and shares of today of an underlying; null where not told. */
export interface UnderlyingQuote {
  readonly price: number | null;
  readonly volume: number | null;
}

/** A quote in the store is good enough for so long. */
const freshMs = 600_000;
const marketBars = ["1m", "5m"] as const satisfies readonly Interval[];

/**
 * Quotes of underlyings: those that the store has of the last minutes, and the others in one
 * question; where they do not tell the day's shares, as one exchange cannot, stored bars do. Where
 * nobody answers that, flows go without what needs it: the score and, for chains
 * that do not tell their own price, the levels. Throws Failure store.* and run.interrupted.
 */
export async function readUnderlyings(
  {
    store,
    data,
  }: {
    readonly store: Pick<Store, "cache" | "bars">;
    readonly data: Pick<MarketData, "ability" | "quotes">;
  },
  underlyings: readonly string[],
  facts: { readonly marketTsMs: number; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, UnderlyingQuote>> {
  const { marketTsMs } = facts;
  const wanted = new Set(underlyings);
  const quotes = new Map<string, UnderlyingQuote>();
  for (const { symbol, price, volume, updatedTsMs } of store.cache.watchlist()) {
    if (!wanted.has(symbol) || marketTsMs - updatedTsMs > freshMs) continue;
    quotes.set(symbol, { price, volume });
  }
  const missing = underlyings.filter((symbol) => !quotes.has(symbol));
  if (missing.length > 0 && data.ability("quotes") !== null) {
    for (const [symbol, quote] of await asked(data, missing, facts)) quotes.set(symbol, quote);
  }
  for (const [symbol, quote] of quotes) {
    const volume = quote.volume ?? volumeOfBars(store, symbol, marketTsMs);
    quotes.set(symbol, { ...quote, volume });
  }
  return quotes;
}

async function asked(
  data: Pick<MarketData, "quotes">,
  missing: readonly string[],
  { marketTsMs, signal }: { readonly marketTsMs: number; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, UnderlyingQuote>> {
  const quotes = new Map<string, UnderlyingQuote>();
  try {
    const { value } = await data.quotes(missing, { lane: "watchlist", signal });
    for (const { symbol, price, volume, tsMs } of value) {
      if (newYorkDate(tsMs) === newYorkDate(marketTsMs)) quotes.set(symbol, { price, volume });
    }
  } catch (error) {
    if (!(error instanceof Failure) || !error.code.startsWith("provider.")) throw error;
  }
  return quotes;
}

/** Shares of today as far as bars are stored; null where there are none. */
function volumeOfBars(
  { bars }: Pick<Store, "bars">,
  symbol: string,
  marketTsMs: number,
): number | null {
  for (const interval of marketBars) {
    const range = { barsMax: barsPerSession(interval), untilTsMs: marketTsMs };
    const { length, openTsMs, volume } = bars.read(
      { symbol, interval, adjustment: "split" },
      range,
    );
    let shares = 0;
    for (let i = length - 1; i >= 0; i--) {
      if (newYorkDate(openTsMs[i] as number) !== newYorkDate(marketTsMs)) break;
      if (!Number.isNaN(volume[i])) shares += volume[i] as number;
    }
    if (shares > 0) return shares;
  }
  return null;
}
