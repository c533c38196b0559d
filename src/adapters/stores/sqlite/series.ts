import type { Adjustment } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { SeriesKey } from "../../../ports/bar-store.ts";
import type { Database, SqlRow } from "./database.ts";

/** From this many keys on, one query for all series is quicker than one each (7 us). */
const listedFrom = 500;

/** Series that share a tail. */
type SeriesGroup = Pick<SeriesKey, "interval" | "adjustment">;

/** A row of `series`: what the blocks hold, without the bars that are still in the tail. */
export interface SeriesRow {
  readonly id: number;
  readonly sourceId: number;
  readonly barCount: number;
  readonly blobBytes: number;
  /** NaN while there is no block. */
  readonly firstTsMs: number;
  readonly lastTsMs: number;
}

/** Rows of `series`: names to ids and back. */
export class SeriesTable {
  readonly #db: Database;
  /** Ids never change and series never go, so this stays true; a rollback empties it. */
  readonly #ids = new Map<string, Map<string, number>>();

  constructor(db: Database) {
    this.#db = db;
    db.onUndo(() => this.#ids.clear());
  }

  find(key: SeriesKey): SeriesRow | null {
    const row = this.#db.row(
      `SELECT id, source_id, bar_count, blob_bytes, first_ts_ms, last_ts_ms FROM series
       WHERE symbol = ? AND interval = ? AND adjustment = ?`,
      key.symbol,
      key.interval,
      key.adjustment,
    );
    return row === null ? null : seriesRow(row);
  }

  /** Finds rows by key: one by one for a few, from one list of their group for many. */
  finder(keyCount: number): (key: SeriesKey) => SeriesRow | null {
    if (keyCount < listedFrom) return (key) => this.find(key);
    const groups = new Map<string, Map<string, SeriesRow>>();
    return (key) => {
      const { interval, adjustment } = key;
      const name = `${interval} ${adjustment}`;
      let group = groups.get(name);
      if (group === undefined) {
        const rows = this.#db.rows(
          `SELECT id, source_id, bar_count, blob_bytes, first_ts_ms, last_ts_ms, symbol FROM series
           WHERE interval = ? AND adjustment = ?`,
          interval,
          adjustment,
        );
        group = new Map(rows.map((row) => [String(row[6]), seriesRow(row)]));
        groups.set(name, group);
      }
      return group.get(key.symbol) ?? null;
    };
  }

  get(id: number): SeriesRow {
    const row = this.#db.row(
      `SELECT id, source_id, bar_count, blob_bytes, first_ts_ms, last_ts_ms FROM series
       WHERE id = ?`,
      id,
    );
    return seriesRow(row as SqlRow);
  }

  /** The row of the key; a new one names `sourceId`. */
  findOrAdd(key: SeriesKey, sourceId: number): SeriesRow {
    const found = this.find(key);
    if (found !== null) return found;
    this.#db.run(
      "INSERT INTO series (symbol, interval, adjustment, source_id) VALUES (?, ?, ?, ?)",
      key.symbol,
      key.interval,
      key.adjustment,
      sourceId,
    );
    return {
      id: this.#db.lastId(),
      sourceId,
      barCount: 0,
      blobBytes: 0,
      firstTsMs: Number.NaN,
      lastTsMs: Number.NaN,
    };
  }

  update(row: SeriesRow): void {
    this.#db.run(
      `UPDATE series SET source_id = ?, bar_count = ?, blob_bytes = ?, first_ts_ms = ?,
       last_ts_ms = ? WHERE id = ?`,
      row.sourceId,
      row.barCount,
      row.blobBytes,
      row.firstTsMs,
      row.lastTsMs,
      row.id,
    );
  }

  /** Ids of many symbols of one interval and adjustment; missing series are added. */
  idsOf(
    keys: {
      readonly symbols: readonly string[];
      readonly interval: Interval;
      readonly adjustment: Adjustment;
    },
    sourceId: number,
  ): Float64Array {
    const { interval, adjustment } = keys;
    const group = `${interval} ${adjustment}`;
    let known = this.#ids.get(group);
    if (known === undefined) {
      known = new Map();
      this.#ids.set(group, known);
    }
    const ids = new Float64Array(keys.symbols.length);
    for (const [index, symbol] of keys.symbols.entries()) {
      let id = known.get(symbol);
      if (id === undefined) {
        id = this.findOrAdd({ symbol, interval, adjustment }, sourceId).id;
        known.set(symbol, id);
      }
      ids[index] = id;
    }
    return ids;
  }

  /** Ids of the series whose blocks reach `fromTsMs` or beyond, and the newest bar there. */
  lastTsMsFrom(group: SeriesGroup, fromTsMs: number): Map<number, number> {
    const rows = this.#db.rows(
      "SELECT id, last_ts_ms FROM series WHERE interval = ? AND adjustment = ? AND last_ts_ms >= ?",
      group.interval,
      group.adjustment,
      fromTsMs,
    );
    return new Map(rows as [number, number][]);
  }

  /** Ids of a group from one on, rising. */
  idsFrom(group: SeriesGroup, fromId: number, idsMax: number): Float64Array {
    const rows = this.#db.rows(
      `SELECT id FROM series WHERE interval = ? AND adjustment = ? AND id >= ?
       ORDER BY id LIMIT ?`,
      group.interval,
      group.adjustment,
      fromId,
      idsMax,
    );
    return Float64Array.from(rows, ([id]) => Number(id));
  }

  /** Series of an interval whose first block ends before the moment. */
  endingBefore(interval: Interval, tsMs: number, rowsMax: number): SeriesRow[] {
    const rows = this.#db.rows(
      `SELECT id, source_id, bar_count, blob_bytes, first_ts_ms, last_ts_ms FROM series s
       WHERE interval = ?1 AND first_ts_ms < ?2 AND EXISTS (SELECT 1 FROM bar_blocks b
         WHERE b.series_id = s.id AND b.first_ts_ms = s.first_ts_ms AND b.last_ts_ms < ?2)
       LIMIT ?3`,
      interval,
      tsMs,
      rowsMax,
    );
    return rows.map(seriesRow);
  }
}

function seriesRow(row: SqlRow): SeriesRow {
  return {
    id: Number(row[0]),
    sourceId: Number(row[1]),
    barCount: Number(row[2]),
    blobBytes: Number(row[3]),
    firstTsMs: row[4] === null ? Number.NaN : Number(row[4]),
    lastTsMs: row[5] === null ? Number.NaN : Number(row[5]),
  };
}
