import { assert } from "../../base/assert.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { Bars } from "../../domain/bars.ts";
import { BucketCursor } from "../../domain/bucket.ts";
import { nyse } from "../../domain/calendar.ts";
import type { Interval } from "../../domain/interval.ts";
import type { MarketBars } from "../../ports/bar-store.ts";

/** Symbols of a market as row numbers; rows are only ever added. */
export class SymbolRows {
  readonly symbols: string[] = [];
  readonly #rows = new Map<string, number>();

  rowOf(symbol: string): number {
    let row = this.#rows.get(symbol);
    if (row === undefined) {
      row = this.symbols.length;
      this.symbols.push(symbol);
      this.#rows.set(symbol, row);
    }
    return row;
  }
}

/** Rows of the columns when they are first needed; they double from there. */
const capacityMin = 256;

/**
 * The longer bar of every symbol that is forming now, as columns: 48 bytes a symbol. Bars of a
 * market come in moments, so all symbols share one bucket.
 */
export class FormingBars {
  readonly interval: Interval;
  readonly #from: Interval;
  readonly #cursor: BucketCursor;
  /** Bucket that the columns hold; NaN while there is none. */
  #openTsMs = Number.NaN;
  #completeTsMs = Number.NaN;
  /** Moments before this belong to buckets that are out already. */
  #flushedUntilTsMs = Number.NEGATIVE_INFINITY;
  #untilTsMs = Number.NaN;
  #columns = allocateColumns(0);

  constructor(from: Interval, interval: Interval) {
    this.#from = from;
    this.interval = interval;
    this.#cursor = new BucketCursor({ from, to: interval, closingBar: "by-clock", calendar: nyse });
  }

  /**
   * Moves to the bucket of a moment. False when the moment belongs to none, or to one that is out.
   * Call `isOver` and `flush` first: a moment of another bucket begins that one.
   */
  moveTo(openTsMs: number): boolean {
    if (openTsMs < this.#flushedUntilTsMs || !this.#cursor.moveTo(openTsMs)) return false;
    if (this.#cursor.openTsMs === this.#openTsMs) return true;
    assert(Number.isNaN(this.#openTsMs), "a bucket is flushed before the next one begins");
    this.#openTsMs = this.#cursor.openTsMs;
    this.#completeTsMs = this.#cursor.completeTsMs;
    this.#untilTsMs = this.#cursor.untilTsMs;
    return true;
  }

  /** Whether the bucket is complete before a bar that opens at `openTsMs`. */
  isOver(openTsMs: number): boolean {
    return openTsMs >= this.#untilTsMs;
  }

  /** Whether a bar that opened at `openTsMs` was the last of the bucket. */
  isCompletedBy(openTsMs: number): boolean {
    return barCloseTsMs(openTsMs, this.#from) >= this.#completeTsMs;
  }

  /** Adds bars of the moment that `moveTo` went to; `rows[i]` is the row of bar i. */
  add(bars: Pick<MarketBars, ColumnName>, rows: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) this.#addBar(rows[i] as number, bars, i);
  }

  /** Adds bars of one symbol that open in the bucket of `openTsMs`: at a start, from the store. */
  restore(row: number, bars: Bars, openTsMs: number): void {
    if (!this.moveTo(openTsMs)) return;
    for (let i = 0; i < bars.length; i++) {
      const tsMs = bars.openTsMs[i] as number;
      if (tsMs >= this.#openTsMs && tsMs < this.#untilTsMs && tsMs <= openTsMs) {
        this.#addBar(row, bars, i);
      }
    }
  }

  /** The bars of the bucket, and an empty bucket; null when no symbol has one. */
  flush(symbols: readonly string[]): MarketBars | null {
    const openTsMs = this.#openTsMs;
    if (Number.isNaN(openTsMs)) return null;
    this.#flushedUntilTsMs = this.#untilTsMs;
    this.#openTsMs = Number.NaN;
    this.#completeTsMs = Number.NaN;
    this.#untilTsMs = Number.NaN;
    const columns = this.#columns;
    const held = columns.isHeld.reduce((count, isHeld) => count + isHeld, 0);
    if (held === 0) return null;
    const { isHeld: _, ...out } = allocateColumns(held);
    const names: string[] = [];
    for (let row = 0; row < columns.isHeld.length; row++) {
      if (columns.isHeld[row] === 0) continue;
      columns.isHeld[row] = 0;
      for (const name of columnNames) out[name][names.length] = columns[name][row] as number;
      names.push(symbols[row] as string);
    }
    return { interval: this.interval, adjustment: "split", openTsMs, symbols: names, ...out };
  }

  #addBar(row: number, from: Pick<MarketBars, ColumnName>, at: number): void {
    if (row >= this.#columns.isHeld.length) this.#grow(row + 1);
    const { isHeld, open, high, low, close, volume } = this.#columns;
    close[row] = from.close[at] as number;
    if (isHeld[row] === 0) {
      isHeld[row] = 1;
      open[row] = from.open[at] as number;
      high[row] = from.high[at] as number;
      low[row] = from.low[at] as number;
      volume[row] = from.volume[at] as number;
      return;
    }
    high[row] = Math.max(high[row] as number, from.high[at] as number);
    low[row] = Math.min(low[row] as number, from.low[at] as number);
    // NaN is "not reported" and skipped.
    const shares = from.volume[at] as number;
    if (Number.isNaN(volume[row])) volume[row] = shares;
    else if (!Number.isNaN(shares)) (volume[row] as number) += shares;
  }

  #grow(rows: number): void {
    const old = this.#columns;
    const next = allocateColumns(Math.max(rows, 2 * old.isHeld.length, capacityMin));
    next.isHeld.set(old.isHeld);
    for (const name of columnNames) next[name].set(old[name]);
    this.#columns = next;
  }
}

const columnNames = ["open", "high", "low", "close", "volume"] as const;
type ColumnName = (typeof columnNames)[number];

function allocateColumns(capacity: number) {
  return {
    isHeld: new Uint8Array(capacity),
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    volume: new Float64Array(capacity),
  };
}
