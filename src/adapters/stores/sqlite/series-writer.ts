import type { Bars } from "../../../domain/bars.ts";
import type { WriteCounts } from "../../../ports/bar-store.ts";
import type { BlockTable } from "./blocks.ts";
import type { SeriesRow, SeriesTable } from "./series.ts";
import type { TailGroup, TailTable } from "./tail.ts";
import type { TailReader } from "./tail-reader.ts";

/** Puts bars into the blocks of their series. Call within a transaction. */
export class SeriesWriter {
  readonly #series: SeriesTable;
  readonly #blocks: BlockTable;
  readonly #tail: TailTable;
  readonly #reader: TailReader;

  constructor(series: SeriesTable, blocks: BlockTable, tail: TailTable, reader: TailReader) {
    this.#series = series;
    this.#blocks = blocks;
    this.#tail = tail;
    this.#reader = reader;
  }

  /** Merges bars that are older than all that only the tail holds of the series. */
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
    const afterTsMs = afterOf(series);
    if (!this.#tail.touches(group, { fromTsMs: afterTsMs + 1, toTsMs: untilTsMs })) return series;
    const window = this.#reader.near(group, series.id);
    const bars = window?.barsOf(series.id, { afterTsMs, untilTsMs });
    if (!window || !bars || bars.length === 0) return series;
    this.merge(series, bars, window.sourceIdBy(series.id, untilTsMs));
    return this.#series.get(series.id);
  }
}

/** The newest bar in the series' blocks: what the tail holds up to there are copies. */
export function afterOf(series: SeriesRow): number {
  return Number.isNaN(series.lastTsMs) ? -Infinity : series.lastTsMs;
}
