import type { Bar } from "../../domain/bars.ts";

/** Columns that bars come in. */
interface PriceColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** One bar that is filled again and again: a moment of the market is thousands of them. */
export class StreamBar implements Bar {
  openTsMs = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  volume = 0;

  fill(columns: PriceColumns, index: number, openTsMs: number): void {
    this.openTsMs = openTsMs;
    this.open = columns.open[index] as number;
    this.high = columns.high[index] as number;
    this.low = columns.low[index] as number;
    this.close = columns.close[index] as number;
    this.volume = columns.volume[index] as number;
  }
}

const doubles = new Float64Array(5);
const words = new Int32Array(doubles.buffer);

/** Fingerprint of a bar's values, never 0: tells a correction from the same bar once more. */
export function printOf(bar: Bar): number {
  doubles[0] = bar.open;
  doubles[1] = bar.high;
  doubles[2] = bar.low;
  doubles[3] = bar.close;
  // Every NaN means the same, whatever its bits.
  doubles[4] = Number.isNaN(bar.volume) ? Number.NaN : bar.volume;
  let print = 0x811c9dc5 | 0;
  for (let i = 0; i < words.length; i++) {
    print = Math.imul(print ^ (words[i] as number), 0x01000193);
    print ^= print >>> 15;
  }
  return print === 0 ? 1 : print;
}
