import { utcText } from "../../../domain/result-table.ts";
import type { MetadataStore } from "../../../ports/metadata-store.ts";
import type { Database } from "./database.ts";
import { parseUtcText } from "./utc.ts";

export class SqliteMetadata implements MetadataStore {
  readonly #db: Database;
  readonly #nowMs: () => number;

  constructor(db: Database, nowMs: () => number) {
    this.#db = db;
    this.#nowMs = nowMs;
  }

  setMetadata(key: string, value: string): void {
    const nowMs = this.#nowMs();
    this.#db.run(
      `INSERT INTO cache_metadata (key, value, updated_at, updated_ts_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value,
         updated_at = excluded.updated_at, updated_ts_ms = excluded.updated_ts_ms`,
      key,
      value,
      utcText(nowMs),
      nowMs,
    );
  }

  getMetadata(key: string): string | null {
    const row = this.#db.row("SELECT value FROM cache_metadata WHERE key = ?", key);
    return row === null ? null : String(row[0]);
  }

  allMetadata(): ReturnType<MetadataStore["allMetadata"]> {
    const rows = this.#db.rows(
      "SELECT key, value, updated_at, updated_ts_ms FROM cache_metadata ORDER BY key",
    );
    return rows.map(([key, value, updatedAt, updatedTsMs]) => ({
      key: String(key),
      value: String(value),
      // Other programs write the text column only.
      updatedTsMs: updatedTsMs === null ? parseUtcText(updatedAt) : Number(updatedTsMs),
    }));
  }
}
