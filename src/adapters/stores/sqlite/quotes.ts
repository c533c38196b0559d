import { utcText } from "../../../domain/result-table.ts";
import type { SessionName } from "../../../domain/session.ts";
import type { WatchlistRow } from "../../../ports/cache-store.ts";
import { numberOrNull, textOrNull, toSql } from "./cells.ts";
import type { Database } from "./database.ts";
import { NamedColumns, type NamedRow } from "./named-rows.ts";
import { provenanceCells, provenanceColumns, provenanceOrNull } from "./provenance-cells.ts";
import type { SourceTable } from "./sources.ts";
import { parseUtcText } from "./utc.ts";

const columns = new NamedColumns([
  "symbol",
  "price",
  "daily_change",
  "daily_change_pct",
  "volume",
  "updated_at",
  "updated_ts_ms",
  "session",
  "bid",
  "ask",
  "previous_close",
  "average_volume",
  "premarket_price",
  "premarket_change_pct",
  "premarket_ts_ms",
  "premarket_volume",
  "premarket_volume_pct",
  ...provenanceColumns,
]);
type QuoteRow = ReturnType<typeof columns.row>;

const upsert = columns.insertSql("watchlist", ["symbol"]);

/** The reference system's `watchlist`: the newest quote of each symbol. */
export class QuoteTable {
  readonly #db: Database;
  readonly #sources: SourceTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#sources = sources;
  }

  put(rows: readonly WatchlistRow[]): void {
    this.#db.transaction(() => {
      for (const row of rows) {
        if (row.provenance) this.#sources.idOf(row.provenance);
        this.#db.run(upsert, ...columns.cells(cellsOf(row)));
      }
    });
  }

  all(): readonly WatchlistRow[] {
    const sql = `SELECT ${columns.text} FROM watchlist ORDER BY symbol`;
    return columns.rows(this.#db, sql).map(quoteOf);
  }

  keep(symbols: ReadonlySet<string>): number {
    return this.#db.transaction(() => {
      let dropped = 0;
      for (const [symbol] of this.#db.rows("SELECT symbol FROM watchlist")) {
        if (symbols.has(String(symbol))) continue;
        dropped += this.#db.run("DELETE FROM watchlist WHERE symbol = ?", String(symbol));
      }
      return dropped;
    });
  }
}

function cellsOf(row: WatchlistRow): QuoteRow {
  return {
    symbol: row.symbol,
    price: toSql(row.price),
    daily_change: toSql(row.daily_change),
    daily_change_pct: toSql(row.daily_change_pct),
    volume: toSql(row.volume),
    updated_at: utcText(row.updatedTsMs),
    updated_ts_ms: row.updatedTsMs,
    session: toSql(row.session),
    bid: toSql(row.bid),
    ask: toSql(row.ask),
    previous_close: toSql(row.previousClose),
    average_volume: toSql(row.averageVolume),
    premarket_price: toSql(row.premarketPrice),
    premarket_change_pct: toSql(row.premarketChangePct),
    premarket_ts_ms: toSql(row.premarketTsMs),
    premarket_volume: toSql(row.premarketVolume),
    premarket_volume_pct: toSql(row.premarketVolumePct),
    ...provenanceCells(row.provenance ?? null),
  };
}

function quoteOf(row: QuoteRow): WatchlistRow {
  return {
    symbol: String(row.symbol),
    price: numberOrNull(row.price),
    daily_change: numberOrNull(row.daily_change),
    daily_change_pct: numberOrNull(row.daily_change_pct),
    volume: numberOrNull(row.volume),
    updatedTsMs: updatedTsMs(row),
    provenance: provenanceOrNull(row),
    session: textOrNull(row.session) as SessionName | null,
    bid: numberOrNull(row.bid),
    ask: numberOrNull(row.ask),
    previousClose: numberOrNull(row.previous_close),
    averageVolume: numberOrNull(row.average_volume),
    premarketPrice: numberOrNull(row.premarket_price),
    premarketChangePct: numberOrNull(row.premarket_change_pct),
    premarketTsMs: numberOrNull(row.premarket_ts_ms),
    premarketVolume: numberOrNull(row.premarket_volume),
    premarketVolumePct: numberOrNull(row.premarket_volume_pct),
  };
}

/** Other programs write the text column only. */
function updatedTsMs(row: NamedRow<"updated_at" | "updated_ts_ms">): number {
  return row.updated_ts_ms === null ? parseUtcText(row.updated_at) : Number(row.updated_ts_ms);
}
