import { assert } from "../../base/assert.ts";

/** Rows in file order, as columns, until they are written. Its capacity is its memory. */
export class BarBatch {
  length = 0;
  readonly capacity: number;
  readonly symbolIndex: Int32Array;
  readonly lineNumber: Float64Array;
  readonly openTsMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0, "capacity is a count of rows");
    this.capacity = capacity;
    this.symbolIndex = new Int32Array(capacity);
    this.lineNumber = new Float64Array(capacity);
    this.openTsMs = new Float64Array(capacity);
    this.open = new Float64Array(capacity);
    this.high = new Float64Array(capacity);
    this.low = new Float64Array(capacity);
    this.close = new Float64Array(capacity);
    this.volume = new Float64Array(capacity);
  }

  get isFull(): boolean {
    return this.length === this.capacity;
  }

  /** Whether two rows agree in all prices and the volume. */
  hasSameValues(a: number, b: number): boolean {
    return (
      this.open[a] === this.open[b] &&
      this.high[a] === this.high[b] &&
      this.low[a] === this.low[b] &&
      this.close[a] === this.close[b] &&
      Object.is(this.volume[a], this.volume[b])
    );
  }
}
