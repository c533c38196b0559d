import { utcText } from "../../../domain/result-table.ts";
import type { CacheStore, WatchlistRow, WhaleFlowRow } from "../../../ports/cache-store.ts";
import { numberOrNaN, numberOrNull, toSql } from "./cells.ts";
import type { Database } from "./database.ts";
import { parseUtcText } from "./utc.ts";

/** The reference system's `watchlist` and `whale_flows`. */
export class SqliteCache implements CacheStore {
  readonly #db: Database;
  readonly #nowMs: () => number;

  constructor(db: Database, nowMs: () => number) {
    this.#db = db;
    this.#nowMs = nowMs;
  }

  putWatchlist(rows: readonly WatchlistRow[]): void {
    this.#db.transaction(() => {
      for (const row of rows) this.#putQuote(row);
    });
  }

  watchlist(): readonly WatchlistRow[] {
    const rows = this.#db.rows(
      `SELECT symbol, price, daily_change, daily_change_pct, volume, updated_at, updated_ts_ms
       FROM watchlist ORDER BY symbol`,
    );
    return rows.map((row) => ({
      symbol: String(row[0]),
      price: numberOrNull(row[1]),
      daily_change: numberOrNull(row[2]),
      daily_change_pct: numberOrNull(row[3]),
      volume: numberOrNull(row[4]),
      // Other programs write the text column only.
      updatedTsMs: row[6] === null ? parseUtcText(row[5]) : Number(row[6]),
    }));
  }

  keepWatchlist(symbols: ReadonlySet<string>): number {
    return this.#db.transaction(() => {
      let dropped = 0;
      for (const { symbol } of this.watchlist()) {
        if (symbols.has(symbol)) continue;
        dropped += this.#db.run("DELETE FROM watchlist WHERE symbol = ?", symbol);
      }
      return dropped;
    });
  }

  addWhaleFlows(rows: readonly WhaleFlowRow[]): number {
    return this.#db.transaction(() => {
      let added = 0;
      for (const row of rows) added += this.#addFlow(row);
      return added;
    });
  }

  whaleFlows(sinceTsMs: number): readonly WhaleFlowRow[] {
    const rows = this.#db.rows(
      `SELECT symbol, type, strike, whale_score, volume, open_interest, vol_oi, premium, delta,
         expiry, dte, detected_ts_ms FROM whale_flows
       WHERE detected_ts_ms >= ? ORDER BY detected_ts_ms DESC, id DESC`,
      sinceTsMs,
    );
    return rows.map((row) => ({
      symbol: String(row[0]),
      type: String(row[1]),
      strike: numberOrNaN(row[2]),
      whale_score: numberOrNaN(row[3]),
      volume: numberOrNaN(row[4]),
      open_interest: numberOrNull(row[5]),
      vol_oi: numberOrNull(row[6]),
      premium: numberOrNull(row[7]),
      delta: numberOrNull(row[8]),
      expiry: String(row[9]),
      dte: numberOrNull(row[10]),
      detectedTsMs: Number(row[11]),
    }));
  }

  dropWhaleFlows(beforeTsMs: number, { rowsMax }: { readonly rowsMax: number }): number {
    return this.#db.run(
      `DELETE FROM whale_flows WHERE id IN
         (SELECT id FROM whale_flows WHERE detected_ts_ms < ? ORDER BY detected_ts_ms LIMIT ?)`,
      beforeTsMs,
      rowsMax,
    );
  }

  #putQuote(row: WatchlistRow): void {
    this.#db.run(
      `INSERT INTO watchlist (symbol, price, daily_change, daily_change_pct, volume,
         updated_at, updated_ts_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (symbol) DO UPDATE SET price = excluded.price,
         daily_change = excluded.daily_change, daily_change_pct = excluded.daily_change_pct,
         volume = excluded.volume, updated_at = excluded.updated_at,
         updated_ts_ms = excluded.updated_ts_ms`,
      row.symbol,
      toSql(row.price),
      toSql(row.daily_change),
      toSql(row.daily_change_pct),
      toSql(row.volume),
      utcText(row.updatedTsMs),
      row.updatedTsMs,
    );
  }

  #addFlow(row: WhaleFlowRow): number {
    return this.#db.run(
      `INSERT INTO whale_flows (symbol, type, strike, whale_score, volume, open_interest, vol_oi,
         premium, delta, expiry, dte, detected_at, updated_at, detected_ts_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (symbol, type, strike, expiry, detected_ts_ms) DO NOTHING`,
      row.symbol,
      row.type,
      toSql(row.strike),
      toSql(row.whale_score),
      toSql(row.volume),
      toSql(row.open_interest),
      toSql(row.vol_oi),
      toSql(row.premium),
      toSql(row.delta),
      row.expiry,
      toSql(row.dte),
      utcText(row.detectedTsMs),
      utcText(this.#nowMs()),
      row.detectedTsMs,
    );
  }
}
