/** Fills a store with a market, its scans and quotes: fill-store.ts PATH SIZE. */
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { scanners } from "../../src/scanners/registry.ts";
import { scanAll } from "../../testing/made-up-market.ts";
import { type MarketSize, makeMarket } from "../market/made-market.ts";

/** As many as the reference system watched. */
const quotesMax = 150;
const dayMs = 86_400_000;

const [path, size] = process.argv.slice(2);
if (path === undefined || size === undefined) throw new Error("usage: fill-store.ts PATH SIZE");
const market = makeMarket(JSON.parse(size) as MarketSize);
const source = { provider: "bench", feed: "made", isSimulated: true };
const store = openSqliteStore({ path, tables: scanners });
store.bars.transaction(() => {
  for (const [index, bars] of market.series.entries()) {
    const symbol = market.symbols[index] as string;
    store.bars.write({ symbol, interval: "1d", adjustment: "split" }, bars, source);
  }
});
const nowTsMs = (market.series[0]?.openTsMs.at(-1) ?? 0) + dayMs;
scanAll(store, nowTsMs);
store.cache.putWatchlist(
  market.symbols.slice(0, quotesMax).map((symbol, index) => ({
    ...{ symbol, price: 10 + index, daily_change: 0.5, daily_change_pct: index / 10 },
    ...{ volume: 1_000 * index, updatedTsMs: nowTsMs },
  })),
);
store.close();
console.log(JSON.stringify({ nowTsMs }));
