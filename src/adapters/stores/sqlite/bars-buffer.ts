import { allocateBars, type MutableBars } from "../../../domain/bars.ts";

/** Bars kept for the next taker: 200 KB. A larger write takes fresh columns and drops them. */
const keptBarsMax = 4_096;

/** Columns that are used again and again: a fold of 80,000 series makes no garbage of its own. */
export class BarsBuffer {
  #bars = allocateBars("1d", 0);

  /** Empty columns with room for `count` bars; what was taken before is overwritten. */
  take(count: number): MutableBars {
    if (count > keptBarsMax) return allocateBars("1d", count);
    if (this.#bars.close.length < count) this.#bars = allocateBars("1d", keptBarsMax);
    this.#bars.length = 0;
    return this.#bars;
  }
}
