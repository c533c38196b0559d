import type { Adjustment } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { SeriesKey } from "../../../ports/bar-store.ts";
import { allocateTailRows, type Codec, type PackedTail, type TailRows } from "./codec.ts";
import type { Database } from "./database.ts";
import { damagedFile } from "./errors.ts";
import { TailCache } from "./tail-cache.ts";

/** What a tail is of: bars of all series of one interval and adjustment. */
export type TailGroup = Pick<SeriesKey, "interval" | "adjustment">;

/** When a tail is too long: by its moments, or by its rows if it has some moments at least. */
export interface TailBounds {
  readonly momentsMax: number;
  readonly rowsMax: number;
  /** Moving few bars at a time to each series costs as much as moving many. */
  readonly momentsMin: number;
}

/** Reads decode every moment, 0.3 ms for 8,000 rows, so this bounds what one read costs. */
export const tidiedFrom: TailBounds = { momentsMax: 64, rowsMax: 98_304, momentsMin: 12 };

/** Where an append stops waiting for `tidy`. */
export const foldedFrom: TailBounds = { momentsMax: 128, rowsMax: 262_144, momentsMin: 24 };

/** The newest moments stay for readers that are a little late. */
export const momentsKept = 4;

export interface TailMoment {
  readonly openTsMs: number;
  readonly rowCount: number;
  /** Changes with the rows. */
  readonly version: string;
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
  readonly #cache = new TailCache();
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
    // The blob begins with the CRC-32 of its bytes.
    const rows = this.#db.rows(
      `SELECT open_ts_ms, abs(bar_count), id || hex(substr(data, 1, 4)) FROM bar_tail
       WHERE interval = ? AND adjustment = ? ORDER BY open_ts_ms`,
      group.interval,
      group.adjustment,
    );
    return rows.map(([openTsMs, rowCount, version]) => ({
      openTsMs: Number(openTsMs),
      rowCount: Number(rowCount),
      version: String(version),
    }));
  }

  /** Visits moments oldest first, one at a time in memory: `rows` are overwritten by the next. */
  visit(group: TailGroup, moments: readonly TailMoment[], visit: MomentVisitor): void {
    for (const moment of moments) {
      const packed = this.#unpacked(group, moment);
      this.#scratch = this.#checked(moment.openTsMs, () =>
        this.#codec.decodeTail(packed, this.#scratch),
      );
      visit(moment.openTsMs, this.#scratch);
    }
  }

  /** The same for ids and sources alone: a sixth of the work. */
  visitIds(group: TailGroup, moments: readonly TailMoment[], visit: MomentVisitor): void {
    for (const moment of moments) {
      const packed = this.#unpacked(group, moment);
      this.#scratch = this.#checked(moment.openTsMs, () =>
        this.#codec.decodeTailIds(packed, this.#scratch),
      );
      visit(moment.openTsMs, this.#scratch);
    }
  }

  releaseCache(): void {
    this.#cache.clear();
  }

  #unpacked(group: TailGroup, { openTsMs, version }: TailMoment): PackedTail {
    const name = `${groupName(group)} ${openTsMs}`;
    const known = this.#cache.get(name, version);
    if (known !== null) return known;
    const packed = this.#checked(openTsMs, () =>
      this.#codec.unpackTail(this.#blobAt(group, openTsMs, "") as Uint8Array<ArrayBuffer>),
    );
    this.#cache.set(name, { version, packed });
    return packed;
  }

  #readAt(group: TailGroup, openTsMs: number, condition: string): TailRows | null {
    const blob = this.#blobAt(group, openTsMs, condition);
    if (blob === null) return null;
    return this.#checked(openTsMs, () => this.#codec.decodeTail(this.#codec.unpackTail(blob)));
  }

  #blobAt(group: TailGroup, openTsMs: number, condition: string): Uint8Array<ArrayBuffer> | null {
    const row = this.#db.row(
      `SELECT data FROM bar_tail WHERE interval = ? AND adjustment = ? AND open_ts_ms = ?
       ${condition}`,
      group.interval,
      group.adjustment,
      openTsMs,
    );
    return row === null ? null : (row[0] as Uint8Array<ArrayBuffer>);
  }

  #checked<T>(openTsMs: number, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw damagedFile(this.#db.path, `moment ${openTsMs} of bar_tail: ${String(error)}`, error);
    }
  }
}

export function groupName(group: TailGroup): string {
  return `${group.interval} ${group.adjustment}`;
}

/** True when the moments are more than the bounds allow. */
export function exceeds(moments: readonly TailMoment[], bounds: TailBounds): boolean {
  if (moments.length > bounds.momentsMax) return true;
  if (moments.length <= bounds.momentsMin) return false;
  let rows = 0;
  for (const { rowCount } of moments) rows += rowCount;
  return rows > bounds.rowsMax;
}
