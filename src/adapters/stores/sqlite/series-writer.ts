import { assert } from "../../../base/assert.ts";
import type { Bars } from "../../../domain/bars.ts";
import type { WriteCounts } from "../../../ports/bar-store.ts";
import type { BlockTable } from "./blocks.ts";
import type { TailRows } from "./codec.ts";
import { collectGarbage } from "./runtime.ts";
import type { SeriesRow, SeriesTable } from "./series.ts";
import { exceeds, momentsKept, type TailGroup, type TailTable, tidiedFrom } from "./tail.ts";
import type { TailReader } from "./tail-reader.ts";
import type { TailWindow } from "./tail-window.ts";

/** Folding a whole market decodes and encodes every block: without this it peaks 30 MB higher. */
const mergesPerCollection = 1_024;

/** Puts bars into the blocks of their series. Call within a transaction. */
export class SeriesWriter {
  readonly #series: SeriesTable;
  readonly #blocks: BlockTable;
  readonly #tail: TailTable;
  readonly #reader: TailReader;
  #merges = 0;

  constructor(series: SeriesTable, blocks: BlockTable, tail: TailTable, reader: TailReader) {
    this.#series = series;
    this.#blocks = blocks;
    this.#tail = tail;
    this.#reader = reader;
  }

  /** Merges bars that are not older than what the tail holds of the series. */
  merge(series: SeriesRow, bars: Bars, sourceId: number): WriteCounts {
    const { counts, row } = this.#blocks.merge(series, bars);
    const isNewest = (bars.openTsMs[bars.length - 1] as number) >= row.lastTsMs;
    const next = isNewest ? { ...row, sourceId } : row;
    if (counts.added + counts.changed > 0 || next.sourceId !== series.sourceId) {
      this.#series.update(next);
    }
    return counts;
  }

  /** Moves the series' bars that opened by the moment from the tail; returns its new row. */
  settle(group: TailGroup, series: SeriesRow, untilTsMs: number): SeriesRow {
    const span = { fromTsMs: afterOf(series) + 1, toTsMs: untilTsMs };
    if (!this.#tail.touches(group, span)) return series;
    const window = this.#reader.near(group, series.id);
    if (window !== null) this.#fold(window, series, untilTsMs);
    return this.#series.get(series.id);
  }

  /**
   * Moves bars of at most `seriesMax` series to their blocks, those with the oldest ones first,
   * if the tail has grown enough; removes the moments that nothing is left of. Returns for how
   * many series it did; fewer than `seriesMax` when it is done.
   */
  foldSlice(group: TailGroup, seriesMax: number): number {
    assert(seriesMax > 0, "a slice has series");
    let moments = this.#tail.moments(group);
    if (!exceeds(moments, tidiedFrom)) return 0;
    const untilTsMs = moments.at(-1 - momentsKept)?.openTsMs ?? -Infinity;
    const lastTsMs = this.#series.lastTsMsFrom(group, moments[0]?.openTsMs ?? 0);
    let folded = 0;
    while (moments.length > momentsKept) {
      const { openTsMs } = moments[0] as { openTsMs: number };
      const rows = this.#tail.at(group, openTsMs);
      const ids = rows === null ? new Float64Array(0) : liveIds(rows, openTsMs, lastTsMs);
      if (ids.length > 0) {
        if (folded === seriesMax || !exceeds(moments, tidiedFrom)) break;
        const slice = ids.slice(0, seriesMax - folded);
        this.#foldAll(group, slice, untilTsMs);
        for (const id of slice) lastTsMs.set(id, untilTsMs);
        folded += slice.length;
        if (slice.length < ids.length) break;
      }
      this.#tail.remove(group, openTsMs);
      moments = moments.slice(1);
    }
    return folded;
  }

  #foldAll(group: TailGroup, ids: Float64Array, untilTsMs: number): void {
    const window = this.#reader.read(group, ids);
    if (window === null) return;
    for (const id of ids) this.#fold(window, this.#series.get(id), untilTsMs);
  }

  #fold(window: TailWindow, series: SeriesRow, untilTsMs: number): void {
    const bars = window.barsOf(series.id, { afterTsMs: afterOf(series), untilTsMs });
    if (bars.length === 0) return;
    this.merge(series, bars, window.sourceIdBy(series.id, untilTsMs));
    this.#merges += 1;
    if (this.#merges % mergesPerCollection === 0) collectGarbage();
  }
}

/** The newest bar in the series' blocks: what the tail holds up to there are copies. */
export function afterOf(series: SeriesRow): number {
  return Number.isNaN(series.lastTsMs) ? -Infinity : series.lastTsMs;
}

/** Series whose bar of the moment is in the tail alone. `lastTsMs` is of those that reach it. */
export function liveIds(
  rows: TailRows,
  openTsMs: number,
  lastTsMs: ReadonlyMap<number, number>,
): Float64Array {
  const isLive = (id: number) => !((lastTsMs.get(id) ?? -Infinity) >= openTsMs);
  return rows.seriesId.subarray(0, rows.length).filter(isLive);
}
