import { assert } from "../../../base/assert.ts";
import type { BusEvent, BusPayloads, Topic } from "../../../domain/bus-event.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import type { Database, SqlRow } from "./database.ts";
import { damagedFile } from "./errors.ts";

const columns = "id, ts_ms, topic, payload";

export class SqliteEvents implements EventStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  append<T extends Topic>(topic: T, payload: BusPayloads[T], tsMs: number): number {
    // One statement is a transaction of its own where none is open; RETURNING takes 10 us more.
    this.#db.run(
      "INSERT INTO events (ts_ms, topic, payload) VALUES (?, ?, ?)",
      tsMs,
      topic,
      JSON.stringify(payload),
    );
    return this.#db.lastId();
  }

  after(
    id: number,
    { topics, limit }: { readonly topics?: readonly Topic[]; readonly limit: number },
  ): readonly BusEvent[] {
    assert(limit >= 1, "at least one event is asked for");
    if (topics === undefined) {
      const sql = `SELECT ${columns} FROM events WHERE id > ? ORDER BY id LIMIT ?`;
      return this.#db.rows(sql, id, limit).map((row) => this.#event(row));
    }
    const wanted = [...new Set(topics)];
    if (wanted.length === 0) return [];
    // SQLite merges the topics' ranges of the index, and so reads no more rows than it returns.
    const ranges = wanted.map(() => `SELECT ${columns} FROM events WHERE topic = ? AND id > ?`);
    const sql = `${ranges.join(" UNION ALL ")} ORDER BY id LIMIT ?`;
    const values = wanted.flatMap((topic) => [topic, id]);
    return this.#db.rows(sql, ...values, limit).map((row) => this.#event(row));
  }

  newestId(): number {
    return this.#db.number("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
  }

  oldestId(): number {
    return this.#db.number("SELECT min(id) FROM events");
  }

  offset(consumer: string): number | null {
    const row = this.#db.row("SELECT event_id FROM event_offsets WHERE consumer = ?", consumer);
    return row === null ? null : Number(row[0]);
  }

  setOffset(consumer: string, id: number): void {
    this.#db.run(
      `INSERT INTO event_offsets (consumer, event_id) VALUES (?, ?)
       ON CONFLICT (consumer) DO UPDATE SET event_id = excluded.event_id`,
      consumer,
      id,
    );
  }

  trim(beforeTsMs: number, { eventsMax }: { readonly eventsMax: number }): number {
    return this.#db.run(
      `DELETE FROM events WHERE id IN
         (SELECT id FROM events WHERE ts_ms < ? ORDER BY ts_ms LIMIT ?)`,
      beforeTsMs,
      eventsMax,
    );
  }

  #event([id, tsMs, topic, payload]: SqlRow): BusEvent {
    try {
      const event = { id, topic, tsMs, payload: JSON.parse(String(payload)) };
      return event as unknown as BusEvent;
    } catch (error) {
      throw damagedFile(this.#db.path, `event ${id} is no JSON`, error);
    }
  }
}
