import type { SettingsStore } from "../../../ports/settings-store.ts";
import type { Database } from "./database.ts";

export class SqliteSettings implements SettingsStore {
  readonly #db: Database;
  readonly #nowMs: () => number;

  constructor(db: Database, nowMs: () => number) {
    this.#db = db;
    this.#nowMs = nowMs;
  }

  get(name: string): string | null {
    const row = this.#db.row("SELECT value FROM settings WHERE name = ?", name);
    return row === null ? null : String(row[0]);
  }

  all(): ReturnType<SettingsStore["all"]> {
    const rows = this.#db.rows("SELECT name, value, updated_ts_ms FROM settings ORDER BY name");
    return rows.map(([name, value, updatedTsMs]) => ({
      name: String(name),
      value: String(value),
      updatedTsMs: Number(updatedTsMs),
    }));
  }

  set(name: string, value: string): void {
    this.#db.run(
      `INSERT INTO settings (name, value, updated_ts_ms) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value,
         updated_ts_ms = excluded.updated_ts_ms`,
      name,
      value,
      this.#nowMs(),
    );
  }

  unset(name: string): boolean {
    return this.#db.run("DELETE FROM settings WHERE name = ?", name) === 1;
  }
}
