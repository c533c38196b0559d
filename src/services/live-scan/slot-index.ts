import { assert } from "../../base/assert.ts";

/** Series of a store, of all intervals; more of them is not a market but a mistake. */
const seriesIdMax = 4_194_303;

/** Where each series stands in the columns of its interval, by its number in the store. */
export class SlotIndex {
  /** Slot + 1; 0 for a series that has none. */
  #slots = new Int32Array(0);

  /** -1 for a series that has none. */
  slotOf(seriesId: number): number {
    return (this.#slots[seriesId] ?? 0) - 1;
  }

  set(seriesId: number, slot: number): void {
    assert(seriesId <= seriesIdMax, `the series number ${seriesId} is at most ${seriesIdMax}`);
    if (seriesId >= this.#slots.length) {
      const next = new Int32Array(Math.min(seriesIdMax + 1, 2 * seriesId + 64));
      next.set(this.#slots);
      this.#slots = next;
    }
    this.#slots[seriesId] = slot + 1;
  }

  delete(seriesId: number): void {
    if (seriesId < this.#slots.length) this.#slots[seriesId] = 0;
  }

  clear(): void {
    this.#slots = new Int32Array(0);
  }
}
