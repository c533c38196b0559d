import { assert } from "../../base/assert.ts";

/** Rows in file order, as columns, until they are written. Its capacity is its memory. */
export class BarBatch {
  length = 0;
  symbolIndex = new Int32Array(0);
  lineNumber = new Float64Array(0);
  openTsMs = new Float64Array(0);
  open = new Float64Array(0);
  high = new Float64Array(0);
  low = new Float64Array(0);
  close = new Float64Array(0);
  volume = new Float64Array(0);

  constructor(capacity: number) {
    this.grow(capacity);
  }

  get capacity(): number {
    return this.symbolIndex.length;
  }

  /** Makes room for `capacity` rows in all; the rows stay. */
  grow(capacity: number): void {
    assert(Number.isInteger(capacity) && capacity > this.capacity, "a batch grows by whole rows");
    const larger = (column: Float64Array) => {
      const into = new Float64Array(capacity);
      into.set(column);
      return into;
    };
    const symbolIndex = new Int32Array(capacity);
    symbolIndex.set(this.symbolIndex);
    this.symbolIndex = symbolIndex;
    this.lineNumber = larger(this.lineNumber);
    this.openTsMs = larger(this.openTsMs);
    this.open = larger(this.open);
    this.high = larger(this.high);
    this.low = larger(this.low);
    this.close = larger(this.close);
    this.volume = larger(this.volume);
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
