import type { BarBatch } from "./bar-batch.ts";
import type { KeptRows } from "./kept-rows.ts";

/**
 * The kept rows by time: each moment once, oldest first, with its rows by symbol.
 *
 * memory  4 bytes a row, and about 50 bytes a moment
 */
export class Moments {
  readonly #batch: BarBatch;
  #rows = new Int32Array(0);
  readonly #slots = new Map<number, number>();
  #counts: number[] = [];

  constructor(batch: BarBatch) {
    this.#batch = batch;
  }

  /** How many there are. */
  count(kept: KeptRows): number {
    this.#slots.clear();
    this.#counts = [];
    this.#eachRow(kept, (_, slot) => {
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    });
    return this.#slots.size;
  }

  /** `visit` gets row numbers that are good until the next visit. */
  visitEach(kept: KeptRows, visit: (openTsMs: number, rows: Int32Array) => void): void {
    this.count(kept);
    if (this.#rows.length < this.#batch.capacity) {
      this.#rows = new Int32Array(this.#batch.capacity);
    }
    const times = [...this.#slots.keys()].sort((a, b) => a - b);
    const starts = new Int32Array(this.#counts.length);
    let start = 0;
    for (const openTsMs of times) {
      const slot = this.#slots.get(openTsMs) as number;
      starts[slot] = start;
      start += this.#counts[slot] as number;
    }
    const next = starts.slice();
    this.#eachRow(kept, (row, slot) => {
      this.#rows[next[slot] as number] = row;
      (next[slot] as number)++;
    });
    for (const openTsMs of times) {
      const slot = this.#slots.get(openTsMs) as number;
      visit(openTsMs, this.#rows.subarray(starts[slot], next[slot]));
    }
  }

  #eachRow(kept: KeptRows, visit: (row: number, slot: number) => void): void {
    const { openTsMs } = this.#batch;
    for (let symbolIndex = 0; symbolIndex < kept.symbolCount; symbolIndex++) {
      for (const row of kept.rowsOf(symbolIndex)) {
        visit(row, this.#slotOf(openTsMs[row] as number));
      }
    }
  }

  #slotOf(openTsMs: number): number {
    const known = this.#slots.get(openTsMs);
    if (known !== undefined) return known;
    this.#slots.set(openTsMs, this.#slots.size);
    return this.#slots.size - 1;
  }
}
