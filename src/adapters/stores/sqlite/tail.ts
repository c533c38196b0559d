import type { Adjustment } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { SeriesKey } from "../../../ports/bar-store.ts";
import { allocateTailRows, type Codec, type TailRows } from "./codec.ts";
import type { Database } from "./database.ts";
import { damagedFile } from "./errors.ts";

/** What a tail is of: bars of all series of one interval and adjustment. */
export type TailGroup = Pick<SeriesKey, "interval" | "adjustment">;

/** How much of the market a tail holds, by moment and in rows of all of them. */
export interface TailBounds {
  readonly moments: number;
  readonly rows: number;
}

/** A moment's blob is read whole, so this bounds what one read costs: 0.4 ms for 8,000 rows. */
export const tidiedFrom: TailBounds = { moments: 64, rows: 131_072 };

/** Where an append stops waiting for `tidy`: reads take twice as long by then. */
export const foldedFrom: TailBounds = { moments: 128, rows: 262_144 };

/** The newest moments stay for readers that are a little late. */
export const momentsKept = 4;

export interface TailMoment {
  readonly openTsMs: number;
  readonly rowCount: number;
}

export type MomentVisitor = (openTsMs: number, rows: TailRows) => void;

/**
 * Table `bar_tail`: the newest bars of the market, one blob of all symbols per moment. A row
 * counts as long as it is newer than the blocks of its series; else it is a copy of a bar that
 * has moved there. So moving a bar is writing its block, in whatever slices, and a blob goes when
 * all of its rows have moved. `bar_count` is that of the rows, copies included; it is negative
 * when a copy is out of date.
 */
export class TailTable {
  readonly #db: Database;
  readonly #codec: Codec;
  #scratch: TailRows = allocateTailRows(0);
  #writes = 0;

  constructor(db: Database, codec: Codec) {
    this.#db = db;
    this.#codec = codec;
    db.onUndo(() => {
      this.#writes += 1;
    });
  }

  /** Changes when a tail may have changed, by this connection or another. */
  stamp(): string {
    return `${this.#writes} ${this.#db.number("PRAGMA data_version")}`;
  }

  /** Rows of one moment, null when there are none. */
  at(group: TailGroup, openTsMs: number): TailRows | null {
    return this.#readAt(group, openTsMs, "");
  }

  /** The same, but null as well when a row is out of date. */
  current(group: TailGroup, openTsMs: number): TailRows | null {
    return this.#readAt(group, openTsMs, "AND bar_count > 0");
  }

  put(group: TailGroup, openTsMs: number, rows: TailRows): void {
    this.#writes += 1;
    this.#db.run(
      `INSERT INTO bar_tail (interval, adjustment, open_ts_ms, bar_count, data)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (interval, adjustment, open_ts_ms)
       DO UPDATE SET bar_count = sign(bar_count) * excluded.bar_count, data = excluded.data`,
      group.interval,
      group.adjustment,
      openTsMs,
      rows.length,
      this.#codec.encodeTail(rows),
    );
  }

  remove(group: TailGroup, openTsMs: number): void {
    this.#writes += 1;
    this.#db.run(
      "DELETE FROM bar_tail WHERE interval = ? AND adjustment = ? AND open_ts_ms = ?",
      group.interval,
      group.adjustment,
      openTsMs,
    );
  }

  dropBefore(interval: Interval, tsMs: number): void {
    this.#writes += 1;
    this.#db.run("DELETE FROM bar_tail WHERE interval = ? AND open_ts_ms < ?", interval, tsMs);
  }

  /** Says that bars of these moments have changed in the blocks, and their copies here have not. */
  markStale(group: TailGroup, span: { readonly fromTsMs: number; readonly toTsMs: number }): void {
    this.#db.run(
      `UPDATE bar_tail SET bar_count = -bar_count WHERE interval = ? AND adjustment = ?
         AND open_ts_ms BETWEEN ? AND ? AND bar_count > 0`,
      group.interval,
      group.adjustment,
      span.fromTsMs,
      span.toTsMs,
    );
  }

  /** True when the tail holds a moment of the span. */
  touches(group: TailGroup, span: { readonly fromTsMs: number; readonly toTsMs: number }): boolean {
    const row = this.#db.row(
      `SELECT 1 FROM bar_tail WHERE interval = ? AND adjustment = ?
         AND open_ts_ms BETWEEN ? AND ? LIMIT 1`,
      group.interval,
      group.adjustment,
      span.fromTsMs,
      span.toTsMs,
    );
    return row !== null;
  }

  groups(): TailGroup[] {
    const rows = this.#db.rows(
      "SELECT DISTINCT interval, adjustment FROM bar_tail ORDER BY interval, adjustment",
    );
    return rows.map(([interval, adjustment]) => ({
      interval: interval as Interval,
      adjustment: adjustment as Adjustment,
    }));
  }

  /** The moments of a tail, oldest first. */
  moments(group: TailGroup): TailMoment[] {
    const rows = this.#db.rows(
      `SELECT open_ts_ms, abs(bar_count) FROM bar_tail WHERE interval = ? AND adjustment = ?
       ORDER BY open_ts_ms`,
      group.interval,
      group.adjustment,
    );
    return rows.map(([openTsMs, rowCount]) => ({
      openTsMs: Number(openTsMs),
      rowCount: Number(rowCount),
    }));
  }

  /** Visits moments oldest first, one at a time in memory: `rows` are overwritten by the next. */
  visit(group: TailGroup, visit: MomentVisitor): void {
    let afterTsMs = -Infinity;
    for (;;) {
      const row = this.#db.row(
        `SELECT open_ts_ms, data FROM bar_tail WHERE interval = ? AND adjustment = ?
           AND open_ts_ms > ? ORDER BY open_ts_ms LIMIT 1`,
        group.interval,
        group.adjustment,
        afterTsMs,
      );
      if (row === null) return;
      afterTsMs = Number(row[0]);
      this.#scratch = this.#decode(row[1] as Uint8Array<ArrayBuffer>, afterTsMs, this.#scratch);
      visit(afterTsMs, this.#scratch);
    }
  }

  #readAt(group: TailGroup, openTsMs: number, condition: string): TailRows | null {
    const row = this.#db.row(
      `SELECT data FROM bar_tail WHERE interval = ? AND adjustment = ? AND open_ts_ms = ?
       ${condition}`,
      group.interval,
      group.adjustment,
      openTsMs,
    );
    if (row === null) return null;
    return this.#decode(row[0] as Uint8Array<ArrayBuffer>, openTsMs, allocateTailRows(0));
  }

  #decode(data: Uint8Array<ArrayBuffer>, openTsMs: number, scratch: TailRows): TailRows {
    try {
      return this.#codec.decodeTail(data, scratch);
    } catch (error) {
      throw damagedFile(this.#db.path, `moment ${openTsMs} of bar_tail: ${String(error)}`, error);
    }
  }
}

/** True when the moments are more than the bounds allow. */
export function exceeds(moments: readonly TailMoment[], bounds: TailBounds): boolean {
  if (moments.length > bounds.moments) return true;
  let rows = 0;
  for (const { rowCount } of moments) rows += rowCount;
  return rows > bounds.rows;
}
