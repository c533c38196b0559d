import type { Provenance } from "../../../domain/provenance.ts";
import type { NewsItem } from "../../../domain/research.ts";
import type { Since } from "../../../ports/research-store.ts";
import { textOrNull } from "./cells.ts";
import type { Database } from "./database.ts";
import { NamedColumns } from "./named-rows.ts";
import { provenanceCells, provenanceColumns, provenanceOf } from "./provenance-cells.ts";
import type { SourceTable } from "./sources.ts";

const columns = new NamedColumns([
  "id",
  "ts_ms",
  "headline",
  "summary",
  "url",
  "publisher",
  "symbols",
  ...provenanceColumns,
]);
type NewsRow = ReturnType<typeof columns.row>;

const insert = `${columns.insertSql("news")} ON CONFLICT (provider, id) DO NOTHING`;

const endOfTime = Number.MAX_SAFE_INTEGER;

/** News, once each, and which of them name a symbol. */
export class NewsTable {
  readonly #db: Database;
  readonly #sources: SourceTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#sources = sources;
  }

  add(rows: readonly NewsItem[], provenance: Provenance): number {
    return this.#db.transaction(() => {
      this.#sources.idOf(provenance);
      return rows.filter((row) => this.#isNew(row, provenance)).length;
    });
  }

  since({ sinceTsMs, untilTsMs = endOfTime, symbol, limit }: Since) {
    const order = "ORDER BY ts_ms DESC, key DESC LIMIT ?";
    const range = "ts_ms >= ? AND ts_ms <= ?";
    if (symbol === undefined) {
      const sql = `SELECT ${columns.text} FROM news WHERE ${range} ${order}`;
      return columns.rows(this.#db, sql, sinceTsMs, untilTsMs, limit).map(newsOf);
    }
    const sql = `SELECT ${columns.text} FROM news WHERE key IN
      (SELECT news_key FROM news_symbols WHERE symbol = ? AND ${range}
       ORDER BY ts_ms DESC, news_key DESC LIMIT ?) ${order}`;
    const cells = [symbol, sinceTsMs, untilTsMs, limit, limit];
    return columns.rows(this.#db, sql, ...cells).map(newsOf);
  }

  drop(beforeTsMs: number, rowsMax: number): number {
    return this.#db.transaction(() => {
      const rows = this.#db.rows(
        "SELECT key, ts_ms, symbols FROM news WHERE ts_ms < ? ORDER BY ts_ms LIMIT ?",
        beforeTsMs,
        rowsMax,
      );
      for (const [key, tsMs, symbols] of rows) {
        for (const symbol of parseSymbols(symbols)) {
          this.#db.run(
            "DELETE FROM news_symbols WHERE symbol = ? AND ts_ms = ? AND news_key = ?",
            symbol,
            Number(tsMs),
            Number(key),
          );
        }
        this.#db.run("DELETE FROM news WHERE key = ?", Number(key));
      }
      return rows.length;
    });
  }

  #isNew(item: NewsItem, provenance: Provenance): boolean {
    const cells = columns.cells(cellsOf(item, provenance));
    if (this.#db.run(insert, ...cells) === 0) return false;
    const key = this.#db.lastId();
    for (const symbol of new Set(item.symbols)) {
      this.#db.run("INSERT INTO news_symbols VALUES (?, ?, ?)", symbol, item.tsMs, key);
    }
    return true;
  }
}

function cellsOf(item: NewsItem, provenance: Provenance): NewsRow {
  return {
    id: item.id,
    ts_ms: item.tsMs,
    headline: item.headline,
    summary: item.summary,
    url: item.url,
    publisher: item.publisher,
    symbols: JSON.stringify(item.symbols),
    ...provenanceCells(provenance),
  };
}

function newsOf(row: NewsRow): NewsItem & Provenance {
  return {
    id: String(row.id),
    tsMs: Number(row.ts_ms),
    headline: String(row.headline),
    summary: textOrNull(row.summary),
    url: String(row.url),
    publisher: String(row.publisher),
    symbols: parseSymbols(row.symbols),
    ...provenanceOf(row),
  };
}

function parseSymbols(cell: unknown): readonly string[] {
  return JSON.parse(String(cell)) as string[];
}
