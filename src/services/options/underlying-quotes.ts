import { Failure } from "../../base/failure.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Store } from "../../ports/store.ts";
import type { MarketData } from "../market-data/market-data.ts";

/** Price and shares of today of an underlying; null where not told. */
export interface UnderlyingQuote {
  readonly price: number | null;
  readonly volume: number | null;
}

/** A quote in the store is good enough for so long. */
const freshMs = 600_000;

/**
 * Quotes of underlyings: those that the store has of the last minutes, and the others in one
 * question. Where nobody answers that, flows go without what needs it: the score and, for chains
 * that do not tell their own price, the levels. Throws Failure store.* and run.interrupted.
 */
export async function readUnderlyings(
  {
    store,
    data,
  }: {
    readonly store: Pick<Store, "cache">;
    readonly data: Pick<MarketData, "ability" | "quotes">;
  },
  underlyings: readonly string[],
  facts: { readonly marketTsMs: number; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, UnderlyingQuote>> {
  const { marketTsMs, signal } = facts;
  const wanted = new Set(underlyings);
  const quotes = new Map<string, UnderlyingQuote>();
  for (const { symbol, price, volume, updatedTsMs } of store.cache.watchlist()) {
    if (!wanted.has(symbol) || marketTsMs - updatedTsMs > freshMs) continue;
    quotes.set(symbol, { price, volume });
  }
  const missing = underlyings.filter((symbol) => !quotes.has(symbol));
  if (missing.length === 0 || data.ability("quotes") === null) return quotes;
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
