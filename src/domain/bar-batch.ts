import { assert } from "../base/assert.ts";

/**
 * Bars of many symbols in the order in which they came, as columns that are filled, read and
 * filled anew: how a stream hands bars on without an object for each.
 */
export class BarBatch {
  length = 0;
  readonly symbols: string[] = [];
  readonly openTsMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Shares; NaN where not reported. */
  readonly volume: Float64Array;
  /** 1 where the bar replaces one that was told before. */
  readonly isCorrection: Uint8Array;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0, "the capacity is a count of bars");
    this.openTsMs = new Float64Array(capacity);
    this.open = new Float64Array(capacity);
    this.high = new Float64Array(capacity);
    this.low = new Float64Array(capacity);
    this.close = new Float64Array(capacity);
    this.volume = new Float64Array(capacity);
    this.isCorrection = new Uint8Array(capacity);
  }

  get isFull(): boolean {
    return this.length === this.openTsMs.length;
  }

  push(symbol: string, bar: StreamBar): void {
    assert(!this.isFull, "the batch has room");
    const at = this.length;
    this.symbols[at] = symbol;
    this.openTsMs[at] = bar.openTsMs;
    this.open[at] = bar.open;
    this.high[at] = bar.high;
    this.low[at] = bar.low;
    this.close[at] = bar.close;
    this.volume[at] = bar.volume;
    this.isCorrection[at] = bar.isCorrection ? 1 : 0;
    this.length = at + 1;
  }

  clear(): void {
    this.length = 0;
  }
}

export interface StreamBar {
  readonly openTsMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly isCorrection: boolean;
}
