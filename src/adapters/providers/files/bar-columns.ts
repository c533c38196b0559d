import { allocateBars, type Bar, type Bars, barAt, pushBar } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";

const firstCapacity = 64;
const fieldCount = 6;

/** Bars of one symbol in the order in which files have them. */
export class BarColumns {
  #values = new Float64Array(firstCapacity * fieldCount);
  #length = 0;
  #isRising = true;
  #lastTsMs = Number.NEGATIVE_INFINITY;

  push(bar: Bar): void {
    const at = this.#length * fieldCount;
    if (at === this.#values.length) {
      const longer = new Float64Array(2 * at);
      longer.set(this.#values);
      this.#values = longer;
    }
    const values = this.#values;
    const { openTsMs } = bar;
    values[at] = openTsMs;
    values[at + 1] = bar.open;
    values[at + 2] = bar.high;
    values[at + 3] = bar.low;
    values[at + 4] = bar.close;
    values[at + 5] = bar.volume;
    this.#length++;
    if (openTsMs <= this.#lastTsMs) this.#isRising = false;
    this.#lastTsMs = openTsMs;
  }

  /** Rising in time; of several bars of one moment the last one that came. */
  toBars(interval: Interval): Bars {
    const bars = allocateBars(interval, this.#length);
    if (this.#isRising) {
      for (let row = 0; row < this.#length; row++) pushBar(bars, this.#bar(row));
      return bars;
    }
    const order = Array.from({ length: this.#length }, (_, row) => row);
    // Sorting keeps the order of equals.
    order.sort((a, b) => this.#at(a, 0) - this.#at(b, 0));
    for (const [place, row] of order.entries()) {
      const next = order[place + 1];
      if (next !== undefined && this.#at(next, 0) === this.#at(row, 0)) continue;
      pushBar(bars, this.#bar(row));
    }
    return bars;
  }

  #at(row: number, field: number): number {
    return this.#values[row * fieldCount + field] as number;
  }

  #bar(row: number): Bar {
    return {
      ...{ openTsMs: this.#at(row, 0), open: this.#at(row, 1), high: this.#at(row, 2) },
      ...{ low: this.#at(row, 3), close: this.#at(row, 4), volume: this.#at(row, 5) },
    };
  }
}

/** The bar that opened at a moment; null where there is none. */
export function barOpenedAt(bars: Bars, openTsMs: number): Bar | null {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bars.openTsMs[middle] as number) < openTsMs) low = middle + 1;
    else high = middle;
  }
  return low < bars.length && bars.openTsMs[low] === openTsMs ? barAt(bars, low) : null;
}
