import { planeWidth, writePlanes, zigzag } from "./planes.ts";
import { centDecimals, columnModes, type PriceColumns } from "./price-columns.ts";
import {
  areFloats,
  decimalsNone,
  decimalsOf,
  toFloatBits,
  toTicks,
  wholeMax,
} from "./whole-numbers.ts";

/** Rows `from` up to but not including `to` of the columns. */
export interface RowSpan {
  readonly from: number;
  readonly to: number;
}

/** A row costs at most eleven doubles and each column a few bytes of heading. */
const bytesPerRowMax = 11 * 8;
const headingBytesMax = 256;

/** Turns columns of doubles into bytes that `ColumnReader` turns back into the same doubles. */
export class ColumnWriter {
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #codes = new Float64Array(0);
  #whole: PriceColumns = emptyColumns(0);
  #at = 0;

  /** Starts over, with room for `count` rows. The scratch is kept for the next time. */
  begin(count: number): void {
    this.#at = 0;
    if (this.#codes.length >= count) return;
    this.#bytes = new Uint8Array(headingBytesMax + bytesPerRowMax * count);
    this.#view = new DataView(this.#bytes.buffer);
    this.#codes = new Float64Array(count);
    this.#whole = emptyColumns(count);
  }

  /** What was written; good until the next `begin`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Rising numbers (times, ids): the first, the step they share, and how many steps each is on. */
  rising(values: Float64Array, span: RowSpan): void {
    const count = span.to - span.from;
    const unit = sharedStep(values, span);
    if (unit === 0) {
      this.#raw(values, span);
      return;
    }
    this.#byte(columnModes.steps);
    this.#double(values[span.from] as number);
    this.#double(unit);
    this.#codes[0] = 0;
    for (let i = 1; i < count; i++) {
      const at = span.from + i;
      this.#codes[i] = ((values[at] as number) - (values[at - 1] as number)) / unit;
    }
    this.#planes(count);
  }

  /** Open, high, low and close in one way for all four, since each is told by another. */
  prices(prices: PriceColumns, span: RowSpan): void {
    const count = span.to - span.from;
    const all = [prices.open, prices.high, prices.low, prices.close];
    const whole = [this.#whole.open, this.#whole.high, this.#whole.low, this.#whole.close];
    const decimals = this.#toTicks(all, whole, span);
    if (decimals !== decimalsNone) {
      this.#ticks(whole, decimals, count);
    } else if (all.every((column) => areFloats(column, span.from, span.to))) {
      this.#byte(columnModes.floats);
      for (const [index, column] of all.entries()) {
        toFloatBits(column, span, whole[index] as Float64Array);
      }
      this.#wholePrices(count);
    } else {
      for (const column of all) this.#raw(column, span);
    }
  }

  /** Numbers with no order, NaN for a missing one: volumes, source ids. */
  loose(values: Float64Array, span: RowSpan): void {
    const count = span.to - span.from;
    const ticksSpan = { ...span, skipsNaN: true };
    const decimals = decimalsOf(values, ticksSpan, 0);
    if (decimals === decimalsNone || !toTicks(values, ticksSpan, decimals, this.#codes)) {
      this.#raw(values, span);
      return;
    }
    this.#byte(columnModes.ticks);
    this.#byte(decimals);
    for (let i = 0; i < count; i++) {
      const ticks = this.#codes[i] as number;
      this.#codes[i] = Number.isNaN(ticks) ? 0 : zigzag(ticks) + 1;
    }
    this.#planes(count);
  }

  /** Decimals with which all four columns became ticks in `whole`, or none. */
  #toTicks(all: readonly Float64Array[], whole: readonly Float64Array[], span: RowSpan): number {
    const ticksSpan = { ...span, skipsNaN: false };
    let decimals = 0;
    for (const column of all) decimals = decimalsOf(column, ticksSpan, decimals);
    if (decimals === decimalsNone) return decimalsNone;
    for (const [index, column] of all.entries()) {
      if (!toTicks(column, ticksSpan, decimals, whole[index] as Float64Array)) return decimalsNone;
    }
    return decimals;
  }

  /**
   * Prices are mostly whole cents, with a few finer prints that make every tick of the block a
   * hundred times larger. Cents and their fractions are then told apart: 1.2 bytes a bar less.
   */
  #ticks(whole: readonly Float64Array[], decimals: number, count: number): void {
    this.#byte(columnModes.ticks);
    this.#byte(decimals);
    const power = 10 ** Math.max(0, decimals - centDecimals);
    const isSplit = power > 1 && areMostlyMultiples(whole, power, count);
    this.#byte(isSplit ? 1 : 0);
    if (isSplit) {
      for (const column of whole) {
        for (let i = 0; i < count; i++) {
          const ticks = column[i] as number;
          const cents = Math.floor(ticks / power);
          this.#codes[i] = ticks - cents * power;
          column[i] = cents;
        }
        this.#planes(count);
      }
    }
    this.#wholePrices(count);
  }

  #wholePrices(count: number): void {
    const { open, high, low, close } = this.#whole;
    const codes = this.#codes;
    let previous = close[0] as number;
    this.#double(previous);
    for (let i = 0; i < count; i++) {
      const now = close[i] as number;
      codes[i] = zigzag(now - previous);
      previous = now;
    }
    this.#planes(count);
    previous = close[0] as number;
    for (let i = 0; i < count; i++) {
      codes[i] = zigzag((open[i] as number) - previous);
      previous = close[i] as number;
    }
    this.#planes(count);
    for (let i = 0; i < count; i++) {
      const top = Math.max(open[i] as number, close[i] as number);
      codes[i] = zigzag((high[i] as number) - top);
    }
    this.#planes(count);
    for (let i = 0; i < count; i++) {
      const bottom = Math.min(open[i] as number, close[i] as number);
      codes[i] = zigzag(bottom - (low[i] as number));
    }
    this.#planes(count);
  }

  /** The doubles as they are, in byte planes. */
  #raw(values: Float64Array, span: RowSpan): void {
    this.#byte(columnModes.doubles);
    const count = span.to - span.from;
    const source = new Uint8Array(values.buffer, values.byteOffset + span.from * 8, count * 8);
    for (let plane = 0; plane < 8; plane++) {
      const start = this.#at + plane * count;
      for (let i = 0; i < count; i++) this.#bytes[start + i] = source[i * 8 + plane] as number;
    }
    this.#at += 8 * count;
  }

  #planes(count: number): void {
    const width = planeWidth(this.#codes, count);
    this.#byte(width);
    this.#at = writePlanes(this.#codes, { count, width }, this.#bytes, this.#at);
  }

  #byte(value: number): void {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
  }

  #double(value: number): void {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }
}

/** The greatest step that every difference is a multiple of; 0 when there is no exact one. */
function sharedStep(values: Float64Array, span: RowSpan): number {
  let step = 0;
  let previous = values[span.from] as number;
  if (!isWhole(previous)) return 0;
  for (let i = span.from + 1; i < span.to; i++) {
    const value = values[i] as number;
    const difference = value - previous;
    if (!isWhole(value) || !(difference > 0)) return 0;
    const isMultiple = step > 0 && Math.round(difference / step) * step === difference;
    if (!isMultiple) step = greatestDivisor(difference, step);
    previous = value;
  }
  return step === 0 ? 1 : step;
}

function areMostlyMultiples(
  columns: readonly Float64Array[],
  power: number,
  count: number,
): boolean {
  let multiples = 0;
  for (const column of columns) {
    for (let i = 0; i < count; i++) {
      const ticks = column[i] as number;
      if (Math.round(ticks / power) * power === ticks) multiples += 1;
    }
  }
  return multiples * 2 > columns.length * count;
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= wholeMax && !Object.is(value, -0);
}

function greatestDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function emptyColumns(count: number): PriceColumns {
  return {
    open: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
  };
}
