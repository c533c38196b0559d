import type { Coverage, CoverageKey, CoverageStore } from "../../ports/coverage-store.ts";
import { joined, type Stretch, touches } from "./stretch.ts";

/** Nothing is known: the symbol is loaded from the vendor once more. */
const nothing: Stretch = { fromTsMs: 0, untilTsMs: 0 };

export function coverageBySymbol(store: CoverageStore, key: CoverageKey): Map<string, Coverage> {
  return new Map(
    store
      .coverage(key)
      .filter(({ fromTsMs, untilTsMs }) => untilTsMs > fromTsMs)
      .map((row) => [row.symbol, row]),
  );
}

/**
 * Adds a stretch to what is known to be complete. Of symbols about which nothing is known next to
 * it, nothing is known afterwards either: the back-fill looks after those. The caller knows that
 * every bar of the stretch is stored.
 */
export function extendCoverage(
  store: CoverageStore,
  key: CoverageKey,
  wish: { readonly symbols: readonly string[]; readonly stretch: Stretch },
): void {
  const known = coverageBySymbol(store, key);
  const rows = wish.symbols.flatMap((symbol) => {
    const row = known.get(symbol);
    if (row === undefined || !touches(row, wish.stretch)) return [];
    return [{ symbol, ...joined(row, wish.stretch) }];
  });
  if (rows.length > 0) store.putCoverage(key, rows);
}

/** Forgets what is complete of a symbol, so that the back-fill loads all of it again. */
export function dropCoverage(store: CoverageStore, key: CoverageKey, symbol: string): void {
  store.putCoverage(key, [{ symbol, ...nothing }]);
}

/** Symbols that are to be loaded again and are not yet: what is stored of them may have holes. */
export function droppedSymbols(store: CoverageStore, key: CoverageKey): ReadonlySet<string> {
  const rows = store.coverage(key).filter(({ untilTsMs }) => untilTsMs === nothing.untilTsMs);
  return new Set(rows.map(({ symbol }) => symbol));
}
