import { formatLocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Store } from "../../ports/store.ts";
import type { Desk, DeskRound } from "../market-data/desk.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { watchedSymbols } from "../market-data/watched-symbols.ts";

export interface UniverseDeskOptions {
  readonly store: Store;
  readonly marketData: MarketData;
  /** The directory is there, or has changed. */
  readonly onListings: (count: number) => void;
  readonly onNotice: (text: string) => void;
}

/** The New York day of the newest directory. */
const dateKey = "universe.date";
/** Within a day the directory changes by some dozens of symbols: half of it missing is a fault. */
const shrinkRatioMin = 0.5;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Keeps the directory of the market: once a New York day, and at a start where there is none. */
export class UniverseDesk implements Desk {
  readonly name = "universe";
  readonly #options: UniverseDeskOptions;

  constructor(options: UniverseDeskOptions) {
    this.#options = options;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { store, marketData, onListings, onNotice } = this.#options;
    const today = formatLocalDate(newYorkDate(marketTsMs));
    const nextTsMs = marketTsMs + hourMs;
    const known = store.research.listingsInfo();
    if (known !== null && store.metadata.getMetadata(dateKey) === today) {
      return { nextTsMs, text: null };
    }
    if (marketData.ability("universe") === null) return { nextTsMs, text: null };
    const { value, provenance } = await marketData.universe({ lane: "watchlist", signal });
    if (value.length < (known?.count ?? 0) * shrinkRatioMin || value.length === 0) {
      const counts = `${value.length} symbols instead of ${known?.count ?? "some"}`;
      onNotice(`${provenance.provider} lists ${counts}; the directory stays as it is`);
      return { nextTsMs: marketTsMs + dayMs / 4, text: null };
    }
    store.bars.transaction(() => {
      store.research.putListings(value, provenance);
      store.metadata.setMetadata(dateKey, today);
    });
    onListings(value.length);
    return { nextTsMs, text: `${value.length.toLocaleString("en-US")} symbols are listed` };
  }
}

/**
 * Symbols whose bars are kept, in order of their importance: those that somebody watches, then,
 * for the whole market, every common stock and fund that is listed.
 */
export function liveSymbols(store: Store, universe: "watchlist" | "market"): readonly string[] {
  const watched = watchedSymbols(store);
  if (universe === "watchlist") return watched;
  const listed = store.research
    .listings()
    .flatMap(({ symbol, kind }) => (kind === "common" || kind === "etf" ? [symbol] : []));
  return [...new Set([...watched, ...listed])];
}
