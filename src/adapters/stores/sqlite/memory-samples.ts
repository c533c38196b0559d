import {
  foldSlots,
  type MemoryEntry,
  type MemorySlot,
  type MemorySubject,
  quarterMs,
  slotStart,
} from "../../../domain/memory-sample.ts";
import type { ProcessRole } from "../../../domain/service-name.ts";
import {
  eventsKeptMax,
  type MemoryEvent,
  type MemoryEventKind,
  type MemoryStore,
  minutesKeptMs,
  quartersKeptMs,
} from "../../../ports/memory-store.ts";
import type { Database, SqlRow } from "./database.ts";
import { damagedFile } from "./errors.ts";
import { decodeEntries, encodeEntries } from "./memory-codec.ts";

const tables = { minute: "memory_minutes", quarter: "memory_quarters" } as const;
type Table = (typeof tables)[keyof typeof tables];

/** A log entry is a sentence; what is longer is cut. */
const textLengthMax = 400;
/** Slots further ahead than this were written while the clock was wrong. */
const aheadMsMax = 24 * 3_600_000;

/** Rows are only ever added at the end and dropped at the start, so pages stay full. */
export class SqliteMemory implements MemoryStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  recordMinute(minute: MemorySlot): void {
    this.#db.transaction(() => {
      const known = this.#read(tables.minute, minute.startTsMs, minute.startTsMs)[0];
      const isNew = ({ subject }: MemoryEntry) =>
        !minute.entries.some((entry) => entry.subject === subject);
      const kept = known?.entries.filter(isNew) ?? [];
      this.#put(tables.minute, { ...minute, entries: [...kept, ...minute.entries] });
      this.#fold(slotStart(minute.startTsMs, quarterMs));
      this.#drop(tables.minute, minute.startTsMs, minutesKeptMs);
      this.#drop(tables.quarter, minute.startTsMs, quartersKeptMs);
    });
  }

  history({ step, fromTsMs, untilTsMs }: Parameters<MemoryStore["history"]>[0]) {
    return this.#read(tables[step], fromTsMs, untilTsMs);
  }

  recordEvent(event: MemoryEvent): void {
    this.#db.transaction(() => {
      this.#db.run(
        "INSERT INTO memory_events (ts_ms, kind, subject, text) VALUES (?, ?, ?, ?)",
        event.tsMs,
        event.kind,
        event.subject ?? null,
        event.text.slice(0, textLengthMax),
      );
      this.#db.run(
        "DELETE FROM memory_events WHERE id <= (SELECT max(id) FROM memory_events) - ?",
        eventsKeptMax,
      );
    });
  }

  events(range: Parameters<MemoryStore["events"]>[0]): readonly MemoryEvent[] {
    const rows = this.#db.rows(
      `SELECT ts_ms, kind, subject, text FROM memory_events WHERE ts_ms >= ?
       ORDER BY ts_ms DESC, id DESC LIMIT ?`,
      range.fromTsMs,
      range.limit,
    );
    return rows.map(([tsMs, kind, subject, text]) => ({
      tsMs: Number(tsMs),
      kind: kind as MemoryEventKind,
      subject: (subject as ProcessRole | null) ?? undefined,
      text: String(text),
    }));
  }

  /** Makes the quarters that end before `untilTsMs` and do not exist yet. */
  #fold(untilTsMs: number): void {
    const missing = this.#db.rows(
      `SELECT DISTINCT start_ts_ms / ${quarterMs} FROM memory_minutes
       WHERE start_ts_ms < ? AND start_ts_ms / ${quarterMs} NOT IN
         (SELECT start_ts_ms / ${quarterMs} FROM memory_quarters)`,
      untilTsMs,
    );
    for (const [number] of missing) {
      const startTsMs = Number(number) * quarterMs;
      const minutes = this.#read(tables.minute, startTsMs, startTsMs + quarterMs - 1);
      this.#put(tables.quarter, foldSlots(minutes, startTsMs));
    }
  }

  #put(table: Table, { startTsMs, entries }: MemorySlot): void {
    const stored = entries.map((entry) => ({
      ...entry,
      subjectId: this.#subjectId(entry.subject),
    }));
    this.#db.run(
      `INSERT OR REPLACE INTO ${table} (start_ts_ms, data) VALUES (?, ?)`,
      startTsMs,
      encodeEntries(stored),
    );
  }

  #read(table: Table, fromTsMs: number, untilTsMs: number): readonly MemorySlot[] {
    const rows = this.#db.rows(
      `SELECT start_ts_ms, data FROM ${table} WHERE start_ts_ms BETWEEN ? AND ?
       ORDER BY start_ts_ms`,
      fromTsMs,
      untilTsMs,
    );
    if (rows.length === 0) return [];
    const names = this.#subjects();
    return rows.map((row) => this.#slot(row, names));
  }

  #slot([startTsMs, data]: SqlRow, names: ReadonlyMap<number, MemorySubject>): MemorySlot {
    const stored = data instanceof Uint8Array ? decodeEntries(data) : undefined;
    if (stored === undefined) throw damagedFile(this.#db.path, "a memory sample is unreadable");
    const entries = stored.flatMap(({ subjectId, ...entry }) => {
      const subject = names.get(subjectId);
      return subject === undefined ? [] : { subject, ...entry };
    });
    return { startTsMs: Number(startTsMs), entries };
  }

  #drop(table: Table, nowTsMs: number, keptMs: number): void {
    this.#db.run(
      `DELETE FROM ${table} WHERE start_ts_ms < ? OR start_ts_ms > ?`,
      nowTsMs - keptMs,
      nowTsMs + aheadMsMax,
    );
  }

  #subjects(): ReadonlyMap<number, MemorySubject> {
    const rows = this.#db.rows("SELECT id, name FROM memory_subjects");
    return new Map(rows.map(([id, name]) => [Number(id), name as MemorySubject]));
  }

  #subjectId(name: MemorySubject): number {
    this.#db.run("INSERT OR IGNORE INTO memory_subjects (name) VALUES (?)", name);
    return this.#db.number("SELECT id FROM memory_subjects WHERE name = ?", name);
  }
}
