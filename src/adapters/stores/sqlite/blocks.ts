import { allocateBars, type Bars, type MutableBars } from "../../../domain/bars.ts";
import type { WriteCounts } from "../../../ports/bar-store.ts";
import { BarsBuffer } from "./bars-buffer.ts";
import { blockBarsMax, type Codec } from "./codec.ts";
import type { Database, SqlRow } from "./database.ts";
import type { SqlValue } from "./driver.ts";
import { damagedFile } from "./errors.ts";
import { copyRows, mergeBars } from "./merge.ts";
import type { SeriesRow } from "./series.ts";

/** Blobs fetched at a time: bounds the memory of a long read to about a megabyte. */
const blocksPerQueryMax = 64;

/** Rows of a series in one run; `false` ends the walk. */
export type RunVisitor = (bars: Bars, from: number, to: number) => boolean;

interface Block {
  readonly id: number;
  readonly firstTsMs: number;
  readonly lastTsMs: number;
  readonly barCount: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

const columns = "id, first_ts_ms, last_ts_ms, bar_count, data";
const insertSql = `INSERT INTO bar_blocks
  (series_id, first_ts_ms, last_ts_ms, bar_count, data, id) VALUES (?, ?, ?, ?, ?, ?)`;
const updateSql = `UPDATE bar_blocks SET
  series_id = ?, first_ts_ms = ?, last_ts_ms = ?, bar_count = ?, data = ? WHERE id = ?`;

/** Table `bar_blocks`: each series in blobs of up to 256 bars that do not overlap. */
export class BlockTable {
  readonly #db: Database;
  readonly #codec: Codec;
  readonly #scratch = allocateBars("1d", blockBarsMax);
  readonly #old = new BarsBuffer();
  readonly #merged = new BarsBuffer();

  constructor(db: Database, codec: Codec) {
    this.#db = db;
    this.#codec = codec;
  }

  /**
   * Merges bars into the blocks of a series; returns the series' new row, which the caller keeps.
   * Only blocks with a difference are rewritten, and those after an insertion.
   */
  merge(series: SeriesRow, fresh: Bars): { readonly counts: WriteCounts; readonly row: SeriesRow } {
    const near = this.#blocksNear(series, fresh);
    const old = this.#decodeAll(near);
    const merged = mergeBars(old, fresh, this.#merged.take(old.length + fresh.length));
    if (merged.firstDifferent < 0) return { counts: merged.counts, row: series };
    const { bars, counts } = merged;

    let from = 0;
    let first = 0;
    // A full block that ends before the first difference stays as it is.
    while (first < near.length && from + barCountOf(near, first) <= merged.firstDifferent) {
      if (barCountOf(near, first) < blockBarsMax && counts.added > 0) break;
      from += barCountOf(near, first);
      first += 1;
    }
    let last = near.length;
    let to = bars.length;
    // Nothing moves when nothing was added: blocks behind the last difference stay as well.
    while (counts.added === 0 && to - barCountOf(near, last - 1) > merged.lastDifferent) {
      last -= 1;
      to -= barCountOf(near, last);
    }
    const bytes = this.#replace(series.id, near.slice(first, last), bars, { from, to });
    const row = {
      ...series,
      barCount: series.barCount + counts.added,
      blobBytes: series.blobBytes + bytes,
      firstTsMs: earlier(series.firstTsMs, bars.openTsMs[0] as number),
      lastTsMs: -earlier(-series.lastTsMs, -(bars.openTsMs[bars.length - 1] as number)),
    };
    return { counts, row };
  }

  /** Drops the blocks that end before the moment; returns the series' new row. */
  dropBefore(series: SeriesRow, tsMs: number): SeriesRow {
    this.#db.run(
      "DELETE FROM bar_blocks WHERE series_id = ? AND first_ts_ms < ? AND last_ts_ms < ?",
      series.id,
      tsMs,
      tsMs,
    );
    const left = this.#db.row(
      `SELECT count(*), coalesce(sum(bar_count), 0), coalesce(sum(length(data)), 0),
         min(first_ts_ms), max(last_ts_ms) FROM bar_blocks WHERE series_id = ?`,
      series.id,
    ) as SqlRow;
    const isEmpty = left[0] === 0;
    return {
      ...series,
      barCount: Number(left[1]),
      blobBytes: Number(left[2]),
      firstTsMs: isEmpty ? Number.NaN : Number(left[3]),
      lastTsMs: isEmpty ? Number.NaN : Number(left[4]),
    };
  }

  /** Visits the bars that opened by `untilTsMs` in runs, the newest run first. */
  walkBack(
    seriesId: number,
    range: { readonly untilTsMs: number; readonly barsMax: number },
    visit: RunVisitor,
  ): void {
    const limit = Math.min(blocksPerQueryMax, Math.ceil(range.barsMax / blockBarsMax) + 1);
    let untilTsMs = range.untilTsMs;
    for (;;) {
      const rows = this.#db.rows(
        `SELECT ${columns} FROM bar_blocks WHERE series_id = ? AND first_ts_ms <= ?
         ORDER BY first_ts_ms DESC LIMIT ?`,
        seriesId,
        untilTsMs,
        limit,
      );
      for (const row of rows) {
        const block = blockOf(row);
        this.#decode(block, this.#scratch);
        const to =
          block.lastTsMs <= untilTsMs ? this.#scratch.length : openedBy(this.#scratch, untilTsMs);
        if (!visit(this.#scratch, 0, to)) return;
        untilTsMs = block.firstTsMs - 1;
      }
      if (rows.length < limit) return;
    }
  }

  /** Blocks that the bars touch, and a neighbour on either side that still has room. */
  #blocksNear(series: SeriesRow, fresh: Bars): Block[] {
    if (series.barCount === 0) return [];
    const firstTsMs = fresh.openTsMs[0] as number;
    if (firstTsMs > series.lastTsMs) return this.#openLastBlock(series);
    const lastTsMs = fresh.openTsMs[fresh.length - 1] as number;
    const rows = this.#db.rows(
      `SELECT ${columns} FROM bar_blocks WHERE series_id = ?1
         AND first_ts_ms >= coalesce((SELECT max(first_ts_ms) FROM bar_blocks
           WHERE series_id = ?1 AND first_ts_ms <= ?2), ?2)
         AND first_ts_ms <= coalesce((SELECT min(first_ts_ms) FROM bar_blocks
           WHERE series_id = ?1 AND first_ts_ms > ?3), ?3)
       ORDER BY first_ts_ms`,
      series.id,
      firstTsMs,
      lastTsMs,
    );
    return rows.map(blockOf).filter((block) => {
      const isTouched = block.lastTsMs >= firstTsMs && block.firstTsMs <= lastTsMs;
      return isTouched || block.barCount < blockBarsMax;
    });
  }

  /** The last block if it has room: all that an append needs, and what nearly all writes are. */
  #openLastBlock(series: SeriesRow): Block[] {
    const row = this.#db.row(
      `SELECT ${columns} FROM bar_blocks WHERE series_id = ? AND first_ts_ms <= ?
       ORDER BY first_ts_ms DESC LIMIT 1`,
      series.id,
      series.lastTsMs,
    );
    const last = blockOf(row as SqlRow);
    return last.barCount < blockBarsMax ? [last] : [];
  }

  #decodeAll(blocks: readonly Block[]): MutableBars {
    const total = blocks.reduce((sum, block) => sum + block.barCount, 0);
    const all = this.#old.take(total);
    for (const block of blocks) {
      this.#decode(block, this.#scratch);
      copyRows(this.#scratch, { from: 0, to: this.#scratch.length }, all, all.length);
      all.length += this.#scratch.length;
    }
    return all;
  }

  #decode(block: Block, out: MutableBars): void {
    try {
      this.#codec.decodeBlock(block.data, out);
    } catch (error) {
      throw damagedFile(this.#db.path, `block ${block.id} of bar_blocks: ${String(error)}`, error);
    }
    if (out.length !== block.barCount || out.openTsMs[0] !== block.firstTsMs) {
      throw damagedFile(this.#db.path, `block ${block.id} of bar_blocks is not what its row says`);
    }
  }

  /** Puts rows of `bars` where `old` was; returns by how many bytes the blobs grew. */
  #replace(
    seriesId: number,
    old: readonly Block[],
    bars: Bars,
    rows: { readonly from: number; readonly to: number },
  ): number {
    let bytes = 0;
    for (const block of old) bytes -= block.data.length;
    if (old.length > 1) for (const block of old) this.#delete(block);
    let count = 0;
    for (let from = rows.from; from < rows.to; from += blockBarsMax) {
      const span = { from, to: Math.min(from + blockBarsMax, rows.to) };
      const data = this.#codec.encodeBlock(bars, span);
      bytes += data.length;
      // A new block takes the id of a replaced one, and with it the place in its page.
      const id = old[count]?.id ?? null;
      const isUpdate = old.length === 1 && id !== null;
      this.#db.run(isUpdate ? updateSql : insertSql, ...cellsOf(seriesId, bars, span, data), id);
      count += 1;
    }
    return bytes;
  }

  #delete(block: Block): void {
    this.#db.run("DELETE FROM bar_blocks WHERE id = ?", block.id);
  }
}

function cellsOf(
  seriesId: number,
  bars: Bars,
  span: { readonly from: number; readonly to: number },
  data: Uint8Array<ArrayBuffer>,
): SqlValue[] {
  const firstTsMs = bars.openTsMs[span.from] as number;
  const lastTsMs = bars.openTsMs[span.to - 1] as number;
  return [seriesId, firstTsMs, lastTsMs, span.to - span.from, data];
}

function blockOf(row: SqlRow): Block {
  return {
    id: row[0] as number,
    firstTsMs: row[1] as number,
    lastTsMs: row[2] as number,
    barCount: row[3] as number,
    data: row[4] as Uint8Array<ArrayBuffer>,
  };
}

/** The smaller one; the first may be NaN for none yet. */
function earlier(known: number, tsMs: number): number {
  return known < tsMs ? known : tsMs;
}

function barCountOf(blocks: readonly Block[], index: number): number {
  return (blocks[index] as Block).barCount;
}

function openedBy(bars: Bars, untilTsMs: number): number {
  let count = bars.length;
  while (count > 0 && (bars.openTsMs[count - 1] as number) > untilTsMs) count -= 1;
  return count;
}
