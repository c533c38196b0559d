import { type Capability, capabilities } from "../../ports/market-data.ts";
import type { FreshnessRow } from "../../ports/provider-ledger.ts";
import type { Store } from "../../ports/store.ts";
import { shownLists } from "../../services/watchlists/edit-watchlist.ts";
import { formatSpan } from "./format.ts";

/** How fresh one kind of data of all watched symbols is. */
export interface WatchedFreshness {
  readonly capability: Capability;
  readonly symbolCount: number;
  /** Watched symbols of which nothing of this kind is known. */
  readonly missingCount: number;
  readonly oldest: FreshnessRow;
}

/** What the desks wrote down, and the newest stored bars and levels. */
export function freshnessOf(store: Store, symbol: string): readonly FreshnessRow[] {
  const told = store.providers.freshness({ symbol });
  const levels = store.options.levelsOf(symbol);
  const known = new Set(told.map(({ capability }) => capability));
  const seen: FreshnessRow[] = [...newestBars(store, { symbol }).values()];
  if (levels !== null) {
    const { provider, computedTsMs: fetchedTsMs, asOfTsMs } = levels;
    seen.push({ symbol, capability: "chain", provider, fetchedTsMs, asOfTsMs });
  }
  const rows = [...told, ...seen.filter(({ capability }) => !known.has(capability))];
  const order = (one: FreshnessRow) => capabilities.indexOf(one.capability);
  return rows.toSorted((a, b) => order(a) - order(b));
}

/** The oldest of each kind among the symbols of the watchlists: symbols that left them may age. */
export function watchedFreshness(store: Store): readonly WatchedFreshness[] {
  const watched = new Set(shownLists(store).flatMap(({ symbols }) => symbols));
  const rows = [...store.providers.freshness(), ...newestBars(store).values()];
  return capabilities.flatMap((capability) => {
    const own = rows.filter((row) => row.capability === capability && watched.has(row.symbol));
    const symbolCount = new Set(own.map(({ symbol }) => symbol)).size;
    const [oldest] = own.toSorted((a, b) => a.asOfTsMs - b.asOfTsMs);
    if (oldest === undefined) return [];
    return [{ capability, symbolCount, missingCount: watched.size - symbolCount, oldest }];
  });
}

/** "quotes of 170, oldest 12 s ago (NVDA, alpaca); none of 5". */
export function watchedLines(rows: readonly WatchedFreshness[], nowMs: number): readonly string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ capability, symbolCount, missingCount, oldest }) => {
    const ago = `${formatSpan(nowMs - oldest.asOfTsMs)} ago`;
    const whose = `(${oldest.symbol}, ${oldest.provider})`;
    const missing = missingCount === 0 ? "" : `; none of ${missingCount}`;
    return `  ${capability} of ${symbolCount}, oldest ${ago} ${whose}${missing}`;
  });
  return ["", "Watched symbols", ...lines];
}

/** By symbol, the newest bar of any length: what stands for its bars as a whole. */
function newestBars(
  store: Store,
  filter: { readonly symbol?: string } = {},
): ReadonlyMap<string, FreshnessRow> {
  const newest = new Map<string, FreshnessRow>();
  for (const { symbol, lastTsMs, source } of store.bars.series({
    ...filter,
    adjustment: "split",
  })) {
    const known = newest.get(symbol);
    if (known !== undefined && known.asOfTsMs >= lastTsMs) continue;
    const moments = { fetchedTsMs: lastTsMs, asOfTsMs: lastTsMs };
    newest.set(symbol, { symbol, capability: "bars", provider: source.provider, ...moments });
  }
  return newest;
}
