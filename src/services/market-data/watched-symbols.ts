import { starterSymbols } from "../../domain/starter-symbols.ts";
import type { Store } from "../../ports/store.ts";

/** Quotes and chains are for people: a market of thousands is what the scanners are for. */
const watchedSymbolsMax = 1_000;

/**
 * Symbols on the watchlists of the users, those of the first list first; the starter list where
 * there is none. With `market`, only symbols of it, filled up with its own first ones.
 */
export function watchedSymbols(store: Store, market?: readonly string[]): readonly string[] {
  const listed = store.watchlists.lists().flatMap(({ symbols }) => symbols);
  if (market === undefined) {
    const wanted = listed.length > 0 ? listed : starterSymbols;
    return [...new Set(wanted)].slice(0, watchedSymbolsMax);
  }
  const known = new Set(market);
  const wanted = [...listed.filter((symbol) => known.has(symbol)), ...market.slice(0, starterMax)];
  return [...new Set(wanted)].slice(0, watchedSymbolsMax);
}

/** As many as the reference system had. */
const starterMax = 175;
