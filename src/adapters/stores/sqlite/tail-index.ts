import { allocateBars, type MutableBars, pushBar } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { TailRows } from "./codec.ts";

/** A tail blob, decoded. */
export interface TailMoment {
  readonly openTsMs: number;
  readonly rows: TailRows;
}

/** Tail blobs by series: which rows belong to one, oldest first, without copying a bar. */
export class TailIndex {
  readonly #moments: readonly TailMoment[];
  readonly #slots = new Map<number, number>();
  readonly #ids: number[] = [];
  /** Rows of slot s are the references `#starts[s]` to `#starts[s + 1]`. */
  readonly #starts: Uint32Array;
  readonly #momentOf: Uint32Array;
  readonly #rowOf: Uint32Array;
  #gathered: MutableBars;

  /** `moments` are oldest first. */
  constructor(interval: Interval, moments: readonly TailMoment[]) {
    this.#moments = moments;
    this.#gathered = allocateBars(interval, moments.length);
    let total = 0;
    const counts: number[] = [];
    for (const { rows } of moments) {
      total += rows.length;
      for (let i = 0; i < rows.length; i++) {
        const slot = this.#slotOf(rows.seriesId[i] as number);
        counts[slot] = (counts[slot] ?? 0) + 1;
      }
    }
    this.#starts = new Uint32Array(this.#ids.length + 1);
    for (const [slot, count] of counts.entries()) {
      this.#starts[slot + 1] = (this.#starts[slot] as number) + count;
    }
    this.#momentOf = new Uint32Array(total);
    this.#rowOf = new Uint32Array(total);
    this.#fill();
  }

  /** Ids of the series that have bars here. */
  get seriesIds(): readonly number[] {
    return this.#ids;
  }

  countOf(seriesId: number): number {
    const slot = this.#slots.get(seriesId);
    if (slot === undefined) return 0;
    return (this.#starts[slot + 1] as number) - (this.#starts[slot] as number);
  }

  /** The series' bars, oldest first, in a buffer that the next call overwrites. */
  barsOf(seriesId: number): MutableBars {
    const bars = this.#gathered;
    bars.length = 0;
    const slot = this.#slots.get(seriesId);
    if (slot === undefined) return bars;
    for (let at = this.#starts[slot] as number; at < (this.#starts[slot + 1] as number); at++) {
      const { openTsMs, rows } = this.#moments[this.#momentOf[at] as number] as TailMoment;
      const row = this.#rowOf[at] as number;
      pushBar(bars, {
        openTsMs,
        open: rows.open[row] as number,
        high: rows.high[row] as number,
        low: rows.low[row] as number,
        close: rows.close[row] as number,
        volume: rows.volume[row] as number,
      });
    }
    return bars;
  }

  /** Source of the series' newest bar here. */
  newestSourceId(seriesId: number): number {
    const slot = this.#slots.get(seriesId) as number;
    const at = (this.#starts[slot + 1] as number) - 1;
    const { rows } = this.#moments[this.#momentOf[at] as number] as TailMoment;
    return rows.sourceId[this.#rowOf[at] as number] as number;
  }

  #slotOf(seriesId: number): number {
    let slot = this.#slots.get(seriesId);
    if (slot === undefined) {
      slot = this.#ids.length;
      this.#ids.push(seriesId);
      this.#slots.set(seriesId, slot);
    }
    return slot;
  }

  #fill(): void {
    const next = this.#starts.slice();
    for (const [moment, { rows }] of this.#moments.entries()) {
      for (let row = 0; row < rows.length; row++) {
        const slot = this.#slots.get(rows.seriesId[row] as number) as number;
        const at = next[slot] as number;
        this.#momentOf[at] = moment;
        this.#rowOf[at] = row;
        next[slot] = at + 1;
      }
    }
  }
}
