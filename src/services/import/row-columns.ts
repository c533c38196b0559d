import { allocateBars, type Bars, type MutableBars } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import type { BarBatch } from "./bar-batch.ts";

/**
 * Rows of a batch, in any order, as columns. Neighbouring rows are handed over as they lie in the
 * batch, which is how most files have them; others are copied into columns that are used again.
 */
export class RowColumns {
  readonly #batch: BarBatch;
  readonly #interval: Interval;
  #gathered: MutableBars;

  constructor(batch: BarBatch, interval: Interval) {
    this.#batch = batch;
    this.#interval = interval;
    this.#gathered = allocateBars(interval, 0);
  }

  /** Good until the next call. */
  of(rows: Int32Array): Bars {
    return this.#inPlace(rows) ?? this.#gather(rows);
  }

  #inPlace(rows: Int32Array): Bars | null {
    const first = rows[0];
    const end = first === undefined ? 0 : first + rows.length;
    for (let at = 1; at < rows.length; at++) {
      if (rows[at] !== (first as number) + at) return null;
    }
    const batch = this.#batch;
    return {
      interval: this.#interval,
      length: rows.length,
      openTsMs: batch.openTsMs.subarray(first, end),
      open: batch.open.subarray(first, end),
      high: batch.high.subarray(first, end),
      low: batch.low.subarray(first, end),
      close: batch.close.subarray(first, end),
      volume: batch.volume.subarray(first, end),
    };
  }

  #gather(rows: Int32Array): Bars {
    if (this.#gathered.close.length < rows.length) {
      this.#gathered = allocateBars(this.#interval, rows.length);
    }
    const batch = this.#batch;
    const bars = this.#gathered;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      bars.openTsMs[at] = batch.openTsMs[row] as number;
      bars.open[at] = batch.open[row] as number;
      bars.high[at] = batch.high[row] as number;
      bars.low[at] = batch.low[row] as number;
      bars.close[at] = batch.close[row] as number;
      bars.volume[at] = batch.volume[row] as number;
    }
    bars.length = rows.length;
    return bars;
  }
}
