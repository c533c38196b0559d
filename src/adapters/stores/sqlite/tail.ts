import type { Adjustment } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { Codec, TailRows } from "./codec.ts";
import type { Database } from "./database.ts";
import { damagedFile } from "./errors.ts";
import { TailIndex, type TailMoment } from "./tail-index.ts";

/**
 * Bounds of the tail of one interval and adjustment. Decoded it takes 56 bytes a bar, so a reader
 * needs at most 15 MB for it; 8,000 symbols are folded every 32 moments.
 */
const tailBarsMax = 262_144;
export const tailMomentsMax = 64;

/** Table `bar_tail`: the newest bars of the market, one blob of all symbols per moment. */
export class TailTable {
  readonly #db: Database;
  readonly #codec: Codec;

  /** Reads of single series one after another share the last index while memory allows. */
  #cached: WeakRef<TailIndex> | null = null;
  #cachedStamp = "";
  #writes = 0;

  constructor(db: Database, codec: Codec) {
    this.#db = db;
    this.#codec = codec;
    db.onUndo(() => {
      this.#writes += 1;
    });
  }

  at(interval: Interval, adjustment: Adjustment, openTsMs: number): TailRows | null {
    const row = this.#db.row(
      "SELECT data FROM bar_tail WHERE interval = ? AND adjustment = ? AND open_ts_ms = ?",
      interval,
      adjustment,
      openTsMs,
    );
    return row === null ? null : this.#decode(row[0] as Uint8Array<ArrayBuffer>, openTsMs);
  }

  put(interval: Interval, adjustment: Adjustment, moment: TailMoment): void {
    this.#writes += 1;
    this.#db.run(
      `INSERT INTO bar_tail (interval, adjustment, open_ts_ms, bar_count, data)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (interval, adjustment, open_ts_ms)
       DO UPDATE SET bar_count = excluded.bar_count, data = excluded.data`,
      interval,
      adjustment,
      moment.openTsMs,
      moment.rows.length,
      this.#codec.encodeTail(moment.rows),
    );
  }

  /** True when the tail holds a moment from `firstTsMs` to `lastTsMs`. */
  touches(
    interval: Interval,
    adjustment: Adjustment,
    span: { readonly firstTsMs: number; readonly lastTsMs: number },
  ): boolean {
    const row = this.#db.row(
      `SELECT 1 FROM bar_tail WHERE interval = ? AND adjustment = ?
         AND open_ts_ms BETWEEN ? AND ? LIMIT 1`,
      interval,
      adjustment,
      span.firstTsMs,
      span.lastTsMs,
    );
    return row !== null;
  }

  isFull(interval: Interval, adjustment: Adjustment): boolean {
    const row = this.#db.row(
      `SELECT count(*), coalesce(sum(bar_count), 0) FROM bar_tail
       WHERE interval = ? AND adjustment = ?`,
      interval,
      adjustment,
    );
    return Number(row?.[0]) > tailMomentsMax || Number(row?.[1]) > tailBarsMax;
  }

  /** Which tails there are, and how many moments each holds. */
  groups(): { interval: Interval; adjustment: Adjustment; moments: number }[] {
    const rows = this.#db.rows(
      "SELECT interval, adjustment, count(*) FROM bar_tail GROUP BY interval, adjustment",
    );
    return rows.map(([interval, adjustment, moments]) => ({
      interval: interval as Interval,
      adjustment: adjustment as Adjustment,
      moments: Number(moments),
    }));
  }

  dropBefore(interval: Interval, tsMs: number): void {
    this.#writes += 1;
    this.#db.run("DELETE FROM bar_tail WHERE interval = ? AND open_ts_ms < ?", interval, tsMs);
  }

  /** The bars of the tail that opened by `untilTsMs`, by series; null when there are none. */
  index(interval: Interval, adjustment: Adjustment, untilTsMs: number): TailIndex | null {
    const stamp = [interval, adjustment, untilTsMs, this.#writes, this.#dataVersion()].join(" ");
    if (this.#cachedStamp === stamp) {
      const index = this.#cached?.deref();
      if (index !== undefined) return index;
    }
    const index = this.#readIndex(interval, adjustment, untilTsMs);
    this.#cached = index === null ? null : new WeakRef(index);
    this.#cachedStamp = stamp;
    return index;
  }

  #readIndex(interval: Interval, adjustment: Adjustment, untilTsMs: number): TailIndex | null {
    const rows = this.#db.rows(
      `SELECT open_ts_ms, data FROM bar_tail WHERE interval = ? AND adjustment = ?
         AND open_ts_ms <= ? ORDER BY open_ts_ms`,
      interval,
      adjustment,
      untilTsMs,
    );
    if (rows.length === 0) return null;
    const moments = rows.map((row) => {
      const openTsMs = Number(row[0]);
      return { openTsMs, rows: this.#decode(row[1] as Uint8Array<ArrayBuffer>, openTsMs) };
    });
    return new TailIndex(interval, moments);
  }

  /** Changes when another connection has written. */
  #dataVersion(): number {
    return this.#db.number("PRAGMA data_version");
  }

  clear(interval: Interval, adjustment: Adjustment): void {
    this.#writes += 1;
    this.#db.run(
      "DELETE FROM bar_tail WHERE interval = ? AND adjustment = ?",
      interval,
      adjustment,
    );
  }

  #decode(data: Uint8Array<ArrayBuffer>, openTsMs: number): TailRows {
    try {
      return this.#codec.decodeTail(data);
    } catch (error) {
      throw damagedFile(this.#db.path, `moment ${openTsMs} of bar_tail: ${String(error)}`, error);
    }
  }
}
