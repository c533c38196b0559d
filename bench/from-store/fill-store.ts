/** Writes a made market into a new store: fill-store.ts PATH SIZE, in a process of its own. */
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { type MarketSize, makeMarket } from "../market/made-market.ts";

const [path, size] = process.argv.slice(2);
if (path === undefined || size === undefined) throw new Error("usage: fill-store.ts PATH SIZE");
const market = makeMarket(JSON.parse(size) as MarketSize);
const source = { provider: "bench", feed: "made", isSimulated: true };
const store = openSqliteStore({ path, tables: [] });
store.bars.transaction(() => {
  for (const [index, bars] of market.series.entries()) {
    const symbol = market.symbols[index] as string;
    store.bars.write({ symbol, interval: "1d", adjustment: "split" }, bars, source);
  }
});
store.close();
