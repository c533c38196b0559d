import { allocateBars, type MutableBars } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { TailRows } from "./codec.ts";

/** Which bars of a series are wanted: newer than the one moment, not newer than the other. */
export interface TailSpan {
  /** The newest bar in the blocks; -Infinity when there is none. */
  readonly afterTsMs: number;
  readonly untilTsMs: number;
}

const columnNames = ["open", "high", "low", "close", "volume"] as const;

/** Bars of the tail for some series: a row of cells each, one cell per moment, oldest first. */
export class TailWindow {
  readonly #ids: Float64Array;
  readonly #momentsMax: number;
  readonly #counts: Uint32Array;
  readonly #cells: MutableBars;
  readonly #sourceIds: Float64Array;
  readonly #bars: MutableBars;

  /** `ids` are rising; at most `momentsMax` moments will be added. */
  constructor(interval: Interval, ids: Float64Array, momentsMax: number) {
    this.#ids = ids;
    this.#momentsMax = momentsMax;
    this.#counts = new Uint32Array(ids.length);
    this.#cells = allocateBars(interval, ids.length * momentsMax);
    this.#sourceIds = new Float64Array(ids.length * momentsMax);
    this.#bars = allocateBars(interval, momentsMax);
  }

  /** Takes over the rows of the wanted series. Moments come oldest first. */
  add(openTsMs: number, rows: TailRows): void {
    const ids = this.#ids;
    let row = 0;
    for (let slot = 0; slot < ids.length; slot++) {
      const id = ids[slot] as number;
      while (row < rows.length && (rows.seriesId[row] as number) < id) row += 1;
      if (row === rows.length) return;
      if (rows.seriesId[row] !== id) continue;
      const cell = slot * this.#momentsMax + (this.#counts[slot] as number);
      this.#counts[slot] = (this.#counts[slot] as number) + 1;
      this.#cells.openTsMs[cell] = openTsMs;
      for (const name of columnNames) this.#cells[name][cell] = rows[name][row] as number;
      this.#sourceIds[cell] = rows.sourceId[row] as number;
    }
  }

  has(seriesId: number): boolean {
    return this.#slotOf(seriesId) >= 0;
  }

  /** The series' bars of the span, oldest first, in a buffer that the next call overwrites. */
  barsOf(seriesId: number, span: TailSpan): MutableBars {
    const bars = this.#bars;
    bars.length = 0;
    const slot = this.#slotOf(seriesId);
    if (slot < 0) return bars;
    const start = slot * this.#momentsMax;
    const end = start + (this.#counts[slot] as number);
    for (let cell = start; cell < end; cell++) {
      const openTsMs = this.#cells.openTsMs[cell] as number;
      if (openTsMs <= span.afterTsMs || openTsMs > span.untilTsMs) continue;
      bars.openTsMs[bars.length] = openTsMs;
      for (const name of columnNames) bars[name][bars.length] = this.#cells[name][cell] as number;
      bars.length += 1;
    }
    return bars;
  }

  /** Source of the series' newest bar by the moment. The series has one. */
  sourceIdBy(seriesId: number, untilTsMs: number): number {
    const start = this.#slotOf(seriesId) * this.#momentsMax;
    let cell = start + (this.#counts[this.#slotOf(seriesId)] as number) - 1;
    while (cell > start && (this.#cells.openTsMs[cell] as number) > untilTsMs) cell -= 1;
    return this.#sourceIds[cell] as number;
  }

  #slotOf(seriesId: number): number {
    let low = 0;
    let high = this.#ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const id = this.#ids[middle] as number;
      if (id === seriesId) return middle;
      if (id < seriesId) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
