import { assert } from "../../../base/assert.ts";
import type { NamedWatchlist, WatchlistStore } from "../../../ports/watchlist-store.ts";
import type { Database, SqlRow } from "./database.ts";
import { damagedFile } from "./errors.ts";

const columns = "name, symbols, updated_ts_ms";

export class SqliteWatchlists implements WatchlistStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  lists(): readonly NamedWatchlist[] {
    const rows = this.#db.rows(`SELECT ${columns} FROM named_watchlists ORDER BY name`);
    return rows.map((row) => this.#list(row));
  }

  find(name: string): NamedWatchlist | null {
    const row = this.#db.row(`SELECT ${columns} FROM named_watchlists WHERE name = ?`, name);
    return row === null ? null : this.#list(row);
  }

  put({ name, symbols, updatedTsMs }: NamedWatchlist): void {
    assert(new Set(symbols).size === symbols.length, "a watchlist has each symbol once");
    this.#db.run(
      `INSERT INTO named_watchlists (${columns}) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET symbols = excluded.symbols,
         updated_ts_ms = excluded.updated_ts_ms`,
      name,
      JSON.stringify(symbols),
      updatedTsMs,
    );
  }

  remove(name: string): boolean {
    return this.#db.run("DELETE FROM named_watchlists WHERE name = ?", name) === 1;
  }

  #list([name, symbols, updatedTsMs]: SqlRow): NamedWatchlist {
    try {
      return {
        name: String(name),
        symbols: JSON.parse(String(symbols)) as string[],
        updatedTsMs: Number(updatedTsMs),
      };
    } catch (error) {
      throw damagedFile(this.#db.path, `the watchlist "${name}" is no JSON`, error);
    }
  }
}
