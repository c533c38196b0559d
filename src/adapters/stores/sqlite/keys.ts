import { assert } from "../../../base/assert.ts";
import type { ApiKey, KeyScope, KeyStore } from "../../../ports/key-store.ts";
import { numberOrNull } from "./cells.ts";
import type { Database, SqlRow } from "./database.ts";

const columns = `id, label, scope, secret_hash, created_ts_ms, last_used_ts_ms,
  revoked_ts_ms`;

export class SqliteKeys implements KeyStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add(key: ApiKey): void {
    const changes = this.#db.run(
      `INSERT OR IGNORE INTO api_keys (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      key.id,
      key.label,
      key.scope,
      key.secretHash,
      key.createdTsMs,
      key.lastUsedTsMs,
      key.revokedTsMs,
    );
    assert(changes === 1, `the id "${key.id}" of a key is new`);
  }

  find(id: string): ApiKey | null {
    const row = this.#db.row(`SELECT ${columns} FROM api_keys WHERE id = ?`, id);
    return row === null ? null : keyOf(row);
  }

  list(): readonly ApiKey[] {
    const sql = `SELECT ${columns} FROM api_keys ORDER BY created_ts_ms, id`;
    return this.#db.rows(sql).map(keyOf);
  }

  revoke(id: string, tsMs: number): boolean {
    const sql = "UPDATE api_keys SET revoked_ts_ms = ? WHERE id = ? AND revoked_ts_ms IS NULL";
    // A key that was revoked must not come back with a power cut.
    return this.#db.durable(() => this.#db.run(sql, tsMs, id) === 1);
  }

  markUsed(id: string, tsMs: number): void {
    this.#db.run("UPDATE api_keys SET last_used_ts_ms = ? WHERE id = ?", tsMs, id);
  }
}

function keyOf(row: SqlRow): ApiKey {
  return {
    id: String(row[0]),
    label: String(row[1]),
    scope: row[2] as KeyScope,
    secretHash: String(row[3]),
    createdTsMs: Number(row[4]),
    lastUsedTsMs: numberOrNull(row[5]),
    revokedTsMs: numberOrNull(row[6]),
  };
}
