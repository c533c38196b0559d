import { Failure } from "../../../base/failure.ts";
import type { DataSource } from "../../../domain/instrument.ts";
import type { Database, SqlRow } from "./database.ts";

/** Rows of `sources`: where values come from, to ids and back. */
export class SourceTable {
  readonly #db: Database;
  /** Ids never change; a rollback may take them back. */
  readonly #ids = new Map<string, number>();
  readonly #delays = new Map<number, number>();

  constructor(db: Database) {
    this.#db = db;
    db.onUndo(() => {
      this.#ids.clear();
      this.#delays.clear();
    });
  }

  /** The id of a source. Throws Failure input.invalid when it would mix simulated and real. */
  idOf(source: DataSource): number {
    const name = JSON.stringify([source.provider, source.feed, source.isSimulated]);
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#findOrAdd(source);
      this.#ids.set(name, id);
    }
    if (source.delayMs !== undefined) this.#keepDelay(id, source.delayMs);
    return id;
  }

  /** Finds sources by id for one list. Another process may change their delay before the next. */
  reader(): (id: number) => DataSource {
    const known = new Map<number, DataSource>();
    return (id) => {
      let source = known.get(id);
      if (source === undefined) {
        source = this.#read(id);
        known.set(id, source);
      }
      return source;
    };
  }

  #findOrAdd(source: DataSource): number {
    this.#refuseMixing(source);
    const simulated = source.isSimulated ? 1 : 0;
    this.#db.run(
      "INSERT OR IGNORE INTO sources (provider, feed, is_simulated) VALUES (?, ?, ?)",
      source.provider,
      source.feed,
      simulated,
    );
    return this.#db.number(
      "SELECT id FROM sources WHERE provider = ? AND feed = ? AND is_simulated = ?",
      source.provider,
      source.feed,
      simulated,
    );
  }

  #keepDelay(id: number, delayMs: number): void {
    if (this.#delays.get(id) === delayMs) return;
    this.#db.run("UPDATE sources SET delay_ms = ? WHERE id = ?", delayMs, id);
    this.#delays.set(id, delayMs);
  }

  #read(id: number): DataSource {
    const sql = "SELECT provider, feed, is_simulated, delay_ms FROM sources WHERE id = ?";
    const [provider, feed, isSimulated, delayMs] = this.#db.row(sql, id) as SqlRow;
    const source = {
      provider: String(provider),
      feed: String(feed),
      isSimulated: isSimulated === 1,
    };
    return delayMs === null ? source : { ...source, delayMs: Number(delayMs) };
  }

  #refuseMixing(source: DataSource): void {
    const other = this.#db.row(
      "SELECT provider, feed FROM sources WHERE is_simulated <> ? LIMIT 1",
      source.isSimulated ? 1 : 0,
    );
    if (other === null) return;
    const kind = (isSimulated: boolean) => (isSimulated ? "simulated" : "real");
    throw new Failure(
      "input.invalid",
      `"${source.provider}:${source.feed}" is ${kind(source.isSimulated)} data, and ` +
        `"${this.#db.path}" holds ${kind(!source.isSimulated)} data of ` +
        `"${String(other[0])}:${String(other[1])}"; the two never mix: use another --data-dir`,
    );
  }
}
