import { utcText } from "../../../domain/result-table.ts";
import type { WatchlistRow } from "../../../ports/cache-store.ts";
import { wordParam } from "../params.ts";
import { defineRoute, jsonAnswer } from "../route.ts";
import { limitParam } from "./limit.ts";
import { originText } from "./origin-text.ts";

const orders = ["daily_change_pct", "volume", "symbol", "price"] as const;

export const watchlist = defineRoute({
  group: "Quotes and flows",
  path: "/api/watchlist",
  summary: "Quotes of the watched symbols, largest value first.",
  params: {
    order_by: wordParam({
      words: orders,
      default: "daily_change_pct",
      help: "column to sort by, always descending",
    }),
    limit: limitParam(20),
  },
  acceptsUnknown: true,
  answer: ({ params }, { store, status }) =>
    jsonAnswer(() => {
      const rows = [...store.cache.watchlist()].sort(descendingBy(params.order_by));
      const shown = params.limit > 0 ? rows.slice(0, params.limit) : rows;
      const data = shown.map(quoteRow);
      const newest = rows.reduce((tsMs, row) => Math.max(tsMs, row.updatedTsMs), 0);
      return {
        success: true,
        count: data.length,
        data,
        total: rows.length,
        as_of: newest === 0 ? null : utcText(newest),
        source: "watchlist",
        simulated: status.isSimulated,
      };
    }),
});

/** Rows without the value come last, as NULL does in SQL's DESC. */
function descendingBy(column: (typeof orders)[number]) {
  return (a: WatchlistRow, b: WatchlistRow): number => {
    const x = a[column];
    const y = b[column];
    if (x === y) return a.symbol < b.symbol ? -1 : 1;
    if (x === null) return 1;
    if (y === null) return -1;
    return x > y ? -1 : 1;
  };
}

/** The columns of the reference system, then what has been added since. */
function quoteRow(row: WatchlistRow) {
  const { premarketTsMs } = row;
  return {
    symbol: row.symbol,
    price: row.price,
    daily_change: row.daily_change,
    daily_change_pct: row.daily_change_pct,
    volume: row.volume,
    updated_at: utcText(row.updatedTsMs),
    session: row.session ?? null,
    bid: row.bid ?? null,
    ask: row.ask ?? null,
    previous_close: row.previousClose ?? null,
    average_volume: row.averageVolume ?? null,
    premarket_price: row.premarketPrice ?? null,
    premarket_change_pct: row.premarketChangePct ?? null,
    premarket_at: typeof premarketTsMs === "number" ? utcText(premarketTsMs) : null,
    premarket_volume: row.premarketVolume ?? null,
    premarket_volume_pct: row.premarketVolumePct ?? null,
    ...originText(row.provenance),
  };
}
