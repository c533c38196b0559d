import { Failure } from "../../../base/failure.ts";
import { planeWidthMax, readPlanes, readSignedPlanes, unzigzag } from "./planes.ts";
import { centDecimals, columnModes, type PriceColumns } from "./price-columns.ts";
import { decimalsMax, fromCents, fromFloatBits, fromTicks } from "./whole-numbers.ts";

const doubleCell = new Float64Array(1);
const doubleBytes = new Uint8Array(doubleCell.buffer);

/** Reads the bytes of `ColumnWriter` back, in the order in which they were written. */
export class ColumnReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #count = 0;
  #at = 0;
  #width = 0;
  #fractions = new Float64Array(0);

  begin(bytes: Uint8Array, count: number): void {
    this.#bytes = bytes;
    this.#count = count;
    this.#at = 0;
  }

  /** States that nothing is left over. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw damaged("it is longer than its columns");
  }

  rising(out: Float64Array): void {
    const mode = this.#byte();
    if (mode === columnModes.doubles) {
      this.#raw(out);
      return;
    }
    if (mode !== columnModes.steps) throw damaged(`a column of times has the mode ${mode}`);
    let value = this.#double();
    const unit = this.#double();
    this.#planes(out);
    for (let i = 0; i < this.#count; i++) {
      value += (out[i] as number) * unit;
      out[i] = value;
    }
  }

  prices(out: PriceColumns): void {
    const mode = this.#byte();
    const all = [out.open, out.high, out.low, out.close];
    if (mode === columnModes.doubles) {
      this.#raw(out.open);
      for (const column of [out.high, out.low, out.close]) {
        if (this.#byte() !== columnModes.doubles) throw damaged("price columns differ in mode");
        this.#raw(column);
      }
      return;
    }
    if (mode !== columnModes.ticks && mode !== columnModes.floats) {
      throw damaged(`a column of prices has the mode ${mode}`);
    }
    if (mode === columnModes.ticks) {
      this.#ticks(out, all);
    } else {
      this.#wholePrices(out);
      for (const column of all) fromFloatBits(column, this.#count);
    }
  }

  #ticks(out: PriceColumns, all: readonly Float64Array[]): void {
    const decimals = this.#decimals();
    const isSplit = this.#byte() === 1;
    if (isSplit && decimals <= centDecimals) throw damaged("its cents have no fractions");
    const fractionsAt = this.#at;
    if (isSplit) for (const _ of all) this.#skipPlanes();
    this.#wholePrices(out);
    const end = this.#at;
    this.#at = fractionsAt;
    for (const column of all) {
      if (isSplit) this.#addFractions(column, decimals);
      else fromTicks(column, this.#count, decimals);
    }
    this.#at = end;
  }

  #addFractions(cents: Float64Array, decimals: number): void {
    const count = this.#count;
    if (this.#fractions.length < count) this.#fractions = new Float64Array(count);
    this.#planes(this.#fractions);
    // Without a fraction, cents over a hundred are the same double and one pass less.
    if (this.#width === 0) fromTicks(cents, count, centDecimals);
    else
      fromCents(cents, this.#fractions, {
        count,
        power: 10 ** (decimals - centDecimals),
        decimals,
      });
  }

  loose(out: Float64Array): void {
    const mode = this.#byte();
    if (mode === columnModes.doubles) {
      this.#raw(out);
      return;
    }
    if (mode !== columnModes.ticks) throw damaged(`a column of numbers has the mode ${mode}`);
    const decimals = this.#decimals();
    this.#planes(out);
    for (let i = 0; i < this.#count; i++) {
      const code = out[i] as number;
      out[i] = code === 0 ? Number.NaN : unzigzag(code - 1);
    }
    fromTicks(out, this.#count, decimals);
  }

  #wholePrices(out: PriceColumns): void {
    const { open, high, low, close } = out;
    const count = this.#count;
    const first = this.#double();
    let previous = first;
    this.#signedPlanes(close);
    for (let i = 0; i < count; i++) {
      previous += close[i] as number;
      close[i] = previous;
    }
    this.#signedPlanes(open);
    previous = first;
    for (let i = 0; i < count; i++) {
      open[i] = (open[i] as number) + previous;
      previous = close[i] as number;
    }
    this.#signedPlanes(high);
    for (let i = 0; i < count; i++) {
      high[i] = (high[i] as number) + Math.max(open[i] as number, close[i] as number);
    }
    this.#signedPlanes(low);
    for (let i = 0; i < count; i++) {
      low[i] = Math.min(open[i] as number, close[i] as number) - (low[i] as number);
    }
  }

  #signedPlanes(out: Float64Array): void {
    const start = this.#skipPlanes();
    readSignedPlanes(this.#bytes, start, { count: this.#count, width: this.#width }, out);
  }

  #planes(out: Float64Array): void {
    const start = this.#skipPlanes();
    readPlanes(this.#bytes, start, { count: this.#count, width: this.#width }, out);
  }

  #skipPlanes(): number {
    const width = this.#byte();
    if (width > planeWidthMax) throw damaged(`a column is ${width} bytes wide`);
    this.#need(width * this.#count);
    this.#width = width;
    const start = this.#at;
    this.#at += width * this.#count;
    return start;
  }

  #raw(out: Float64Array): void {
    const count = this.#count;
    this.#need(8 * count);
    const target = new Uint8Array(out.buffer, out.byteOffset, count * 8);
    for (let plane = 0; plane < 8; plane++) {
      const start = this.#at + plane * count;
      for (let i = 0; i < count; i++) target[i * 8 + plane] = this.#bytes[start + i] as number;
    }
    this.#at += 8 * count;
  }

  #decimals(): number {
    const decimals = this.#byte();
    if (decimals > decimalsMax) throw damaged(`a column has ${decimals} decimals`);
    return decimals;
  }

  #byte(): number {
    this.#need(1);
    this.#at += 1;
    return this.#bytes[this.#at - 1] as number;
  }

  #double(): number {
    this.#need(8);
    for (let i = 0; i < 8; i++) doubleBytes[i] = this.#bytes[this.#at + i] as number;
    this.#at += 8;
    return doubleCell[0] as number;
  }

  #need(length: number): void {
    if (this.#at + length > this.#bytes.length) throw damaged("it ends in the middle of a column");
  }
}

/** What is wrong with a stored blob, without its place, which the caller knows. */
export function damaged(what: string): Failure {
  return new Failure("store.invalid", `stored bars are damaged: ${what}`);
}
